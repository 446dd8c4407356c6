#version 330 core
// A small copy of the soft picture: the mean of sixteen places in each cell.
uniform sampler2D soft;
uniform vec2 cell;   // size of a cell, as a share of the picture
in vec2 uv;
out vec4 colour;
void main() {
    vec3 sum = vec3(0.0);
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 4; x++)
            sum += texture(soft, uv + cell * (vec2(x, y) / 4.0 - 0.375)).rgb;
    colour = vec4(sum / 16.0, 1.0);
}
