// What several shaders share: colour spaces and the stage.

uniform vec2 extent;      // half the picture's width and height, in stage units
uniform vec2 centre;      // of the body, in stage units
uniform float body_radius;
uniform float time_s;

vec4 on_screen(vec2 stage) { return vec4(stage / extent, 0.0, 1.0); }

// Bjoern Ottosson's OKLab to linear sRGB: equal steps look equal.
vec3 from_oklab(vec3 lab) {
    float l = lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z;
    float m = lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z;
    float s = lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z;
    l = l * l * l; m = m * m * m; s = s * s * s;
    return vec3(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}
