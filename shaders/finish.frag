#version 330 core
// The soft picture at full size.
uniform sampler2D soft;
in vec2 uv;
out vec4 colour;
void main() { colour = texture(soft, uv); }
