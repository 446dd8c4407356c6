#version 330 core
// What spills over from bright places.
uniform sampler2D soft;
in vec2 uv;
out vec4 colour;
void main() { colour = 0.5 * texture(soft, uv); }
