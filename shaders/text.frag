#version 330 core
// The atlas's coverage in the words' colour.
uniform sampler2D atlas;
in vec2 uv;
in vec4 v_shade;
out vec4 colour;
void main() {
    float alpha = texture(atlas, uv).r * v_shade.a;
    colour = vec4(v_shade.rgb * alpha, alpha);
}
