#version 330 core
// A small copy of the soft picture: the mean of four places in each of its pixels.
uniform sampler2D soft;
uniform vec2 cell;   // size of a pixel of the copy, as a share of the picture
in vec2 uv;
out vec4 colour;
void main() {
    vec3 sum = texture(soft, uv + cell * vec2(-0.25, -0.25)).rgb + texture(soft, uv + cell * vec2(0.25, -0.25)).rgb;
    sum += texture(soft, uv + cell * vec2(-0.25, 0.25)).rgb + texture(soft, uv + cell * vec2(0.25, 0.25)).rgb;
    colour = vec4(sum * 0.25, 1.0);
}
