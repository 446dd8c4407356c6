#version 330 core
// A stroke's body, with edges as soft as a pixel.
in float side;
in float half_px;
in vec4 v_shade;
out vec4 colour;
void main() {
    // A stroke thinner than a pixel keeps its light, not its width.
    float cover = clamp(half_px - abs(side) + 0.5, 0.0, 1.0) * min(2.0 * half_px, 1.0);
    float alpha = v_shade.a * cover;
    colour = vec4(v_shade.rgb * alpha, alpha);
}
