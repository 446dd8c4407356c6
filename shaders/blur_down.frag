#version 330 core
// Half the size: four soft taps and the middle.
uniform sampler2D source;
uniform vec2 texel;
uniform float threshold;
in vec2 uv;
out vec4 colour;
vec3 bright(vec2 at) { return max(texture(source, at).rgb - threshold, 0.0); }
void main() {
    vec3 sum = 4.0 * bright(uv);
    sum += bright(uv + texel * vec2(-1, -1)) + bright(uv + texel * vec2(1, -1));
    sum += bright(uv + texel * vec2(-1, 1)) + bright(uv + texel * vec2(1, 1));
    colour = vec4(sum / 8.0, 1.0);
}
