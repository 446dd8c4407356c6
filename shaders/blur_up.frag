#version 330 core
// Twice the size, softly.
uniform sampler2D source;
uniform vec2 texel;
in vec2 uv;
out vec4 colour;
void main() {
    vec3 sum = texture(source, uv + texel * vec2(-1, 0.4)).rgb + texture(source, uv + texel * vec2(1, -0.4)).rgb;
    sum += texture(source, uv + texel * vec2(-0.4, -1)).rgb + texture(source, uv + texel * vec2(0.4, 1)).rgb;
    colour = vec4(sum * 0.25, 1.0);
}
