#version 330 core
// Twice the size, softly.
uniform sampler2D source;
uniform vec2 texel;
in vec2 uv;
out vec4 colour;
void main() {
    vec3 sum = texture(source, uv + texel * vec2(-1, 0)).rgb + texture(source, uv + texel * vec2(1, 0)).rgb;
    sum += texture(source, uv + texel * vec2(0, -1)).rgb + texture(source, uv + texel * vec2(0, 1)).rgb;
    sum += 2.0 * (texture(source, uv + texel * vec2(-.5, -.5)).rgb + texture(source, uv + texel * vec2(.5, .5)).rgb);
    colour = vec4(sum / 8.0, 1.0);
}
