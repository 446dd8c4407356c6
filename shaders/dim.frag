#version 330 core
// How much darker each place must be; multiplied with what is there.
uniform sampler2D gain;
in vec2 uv;
out vec4 colour;
void main() { colour = vec4(texture(gain, uv).rrr, 1.0); }
