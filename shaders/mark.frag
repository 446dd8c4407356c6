#version 330 core
// Beads, the pads' shapes and the hand, each by its signed distance.
in vec2 place;
flat in float shape;
flat in vec2 v_form;
flat in vec4 v_shade;
flat in float pixel_here;
out vec4 colour;

// Signed distances, in units of the size; all shapes cover about the same area.
float triangle(vec2 p) {
    p.y += 0.18;
    const float k = 1.7320508;
    p.x = abs(p.x) - 1.12; p.y += 1.12 / k;
    if (p.x + k * p.y > 0.0) p = vec2(p.x - k * p.y, -k * p.x - p.y) / 2.0;
    p.x -= clamp(p.x, -2.24, 0.0);
    return -length(p) * sign(p.y) - 0.10;
}
float diamond(vec2 p) { return (abs(p.x) * 1.35 + abs(p.y) * 0.92) * 0.62 - 0.72; }
float plus_sign(vec2 p) {
    p = abs(p); p = p.y > p.x ? p.yx : p;
    vec2 q = p - vec2(1.12, 0.40);
    return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.04;
}
float star(vec2 p) {
    const vec2 k1 = vec2(0.809016994, -0.587785252), k2 = vec2(-0.809016994, -0.587785252);
    p.x = abs(p.x);
    p -= 2.0 * max(dot(k1, p), 0.0) * k1;
    p -= 2.0 * max(dot(k2, p), 0.0) * k2;
    p.x = abs(p.x); p.y -= 1.32;
    vec2 ba = 0.50 * vec2(-k1.y, k1.x) - vec2(0.0, 1.0);
    float h = clamp(dot(p, ba) / dot(ba, ba), 0.0, 1.32);
    return length(p - ba * h) * sign(p.y * ba.x - p.x * ba.y) - 0.04;
}
float capsule(vec2 p, vec2 a, vec2 b, float thick) {
    vec2 way = b - a;
    return length(p - a - way * clamp(dot(p - a, way) / dot(way, way), 0.0, 1.0)) - thick;
}
// A pointing hand; in its own measure the fingertip is at (0, 0) and the wrist below.
vec2 hand_place(vec2 p) { return mat2(0.848, -0.530, 0.530, 0.848) * p + vec2(0.22, -1.25); }
float hand(vec2 q) {
    float d = capsule(q, vec2(0.0, -0.17), vec2(0.0, -1.5), 0.17);
    d = min(d, capsule(q, vec2(0.35, -1.05), vec2(0.35, -1.6), 0.165));
    d = min(d, capsule(q, vec2(0.67, -1.15), vec2(0.67, -1.6), 0.155));
    d = min(d, capsule(q, vec2(0.96, -1.32), vec2(0.94, -1.7), 0.13));
    d = min(d, capsule(q, vec2(-0.40, -1.38), vec2(0.02, -1.95), 0.15));
    vec2 palm = abs(q - vec2(0.47, -1.95)) - vec2(0.42, 0.28);
    d = min(d, length(max(palm, 0.0)) + min(max(palm.x, palm.y), 0.0) - 0.20);
    vec2 wrist = abs(q - vec2(0.50, -2.45)) - vec2(0.26, 0.3);
    return min(d, length(max(wrist, 0.0)) + min(max(wrist.x, wrist.y), 0.0) - 0.12);
}
void main() {
    if (shape > 4.5) {
        vec2 q = hand_place(place);
        float d = hand(q);
        float fill = clamp(0.5 - d / pixel_here, 0.0, 1.0);
        float edge = clamp(1.0 - abs(d + 0.035) / 0.045, 0.0, 1.0);
        float alpha = v_shade.a * fill * smoothstep(-2.55, -1.7, q.y) * (0.30 + 0.70 * edge);
        colour = vec4(v_shade.rgb * alpha, alpha);
        return;
    }
    float d = length(place) - 1.0;
    if (shape > 0.5) d = triangle(place);
    if (shape > 1.5) d = diamond(place);
    if (shape > 2.5) d = plus_sign(place);
    if (shape > 3.5) d = star(place);
    float body = clamp(0.5 - d / pixel_here, 0.0, 1.0);
    float outline = clamp(0.5 - (abs(d + 0.12) - 0.13) / pixel_here, 0.0, 1.0);
    float cover = mix(body, outline, v_form.x);
    // A bead is a drop: brighter towards the lamp.
    float drop = 0.84 + 0.22 * clamp(1.0 - length(place - vec2(-0.3, 0.35)), 0.0, 1.0) + 0.3 * v_form.y;
    float alpha = cover * v_shade.a;
    colour = vec4(min(v_shade.rgb * drop, 1.0) * alpha, alpha);
}
