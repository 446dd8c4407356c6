#version 330 core
// The skin, seen straight on; what is nearer looks larger.
#include "common.glsl"
uniform float bulge;
in vec3 place;
in vec3 normal;
in vec2 rest;
in vec3 light;
in float dent;
out vec3 v_normal;
out vec3 v_light;
out vec2 v_rest;
out float v_dent;
void main() {
    v_normal = normal; v_light = light; v_rest = rest; v_dent = dent;
    gl_Position = on_screen(centre + body_radius * (1.0 + bulge * place.z) * place.xy);
}
