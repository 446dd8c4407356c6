#version 330 core
// The soft picture at full size, and its bloom.
uniform sampler2D soft;
uniform sampler2D bloom;
in vec2 uv;
out vec4 colour;
void main() { colour = texture(soft, uv) + 0.5 * texture(bloom, uv); }
