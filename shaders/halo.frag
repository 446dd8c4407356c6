#version 330 core
// Light that falls off to nothing at the radius.
#include "common.glsl"
in vec2 corner;
in vec4 v_shade;
out vec4 colour;
void main() {
    float fall = max(1.0 - dot(corner, corner), 0.0);
    fall *= fall;
    colour = vec4(v_shade.rgb * (v_shade.a * fall * fall), 0.0);
}
