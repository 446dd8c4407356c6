#version 330 core
// A quarter or half of the size: four soft taps; the first time only what is bright.
uniform sampler2D source;
uniform vec2 texel;
uniform float threshold;
in vec2 uv;
out vec4 colour;
void main() {
    vec3 sum = texture(source, uv + texel * vec2(-1, -1)).rgb + texture(source, uv + texel * vec2(1, -1)).rgb;
    sum += texture(source, uv + texel * vec2(-1, 1)).rgb + texture(source, uv + texel * vec2(1, 1)).rgb;
    colour = vec4(max(sum * 0.25 - threshold, 0.0), 1.0);
}
