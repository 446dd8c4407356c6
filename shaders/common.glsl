// What several shaders share: the stage, colour spaces, grain.

uniform vec2 extent;      // half the picture's width and height, in stage units
uniform vec2 centre;      // of the body, in stage units
uniform float body_radius;
uniform float time_s;

vec4 on_screen(vec2 stage) { return vec4(stage / extent, 0.0, 1.0); }

// Bjoern Ottosson's OKLab to linear sRGB: equal steps look equal. Never negative.
vec3 from_oklab(vec3 lab) {
    float l = lab.x + 0.3963377774 * lab.y + 0.2158037573 * lab.z;
    float m = lab.x - 0.1055613458 * lab.y - 0.0638541728 * lab.z;
    float s = lab.x - 0.0894841775 * lab.y - 1.2914855480 * lab.z;
    l = l * l * l; m = m * m * m; s = s * s * s;
    return max(vec3(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), 0.0);
}

// Light to what the soft picture keeps: no saturated red (WCAG's red flash needs red above .8 of the sum),
// a film's shoulder, the display's curve, grain against banding.
vec3 exposed(vec3 light, vec2 pixel_at) {
    light.r = min(light.r, 1.6 * (light.g + light.b));
    float grain = fract(52.9829189 * fract(dot(pixel_at, vec2(0.06711056, 0.00583715)))) - 0.5;
    return sqrt(1.0 - exp(-1.3 * light)) + grain / 255.0;
}

// The colours of nacre for two numbers of the pattern: blue, violet, rose and pearl, never mud.
vec2 nacre(vec2 pattern_yz, float strength) {
    vec2 soft = pattern_yz * inversesqrt(1.0 + 0.45 * dot(pattern_yz, pattern_yz));
    return vec2(0.016, -0.042) + strength * vec2(0.088, 0.074) * soft;
}
