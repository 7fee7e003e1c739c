package io.centrifuge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The vectors that pin the key hash for libraries in every language; the docs give the same. */
class KeyHashVectorsTest {
    private static final Map<String, Long> VECTORS = new LinkedHashMap<>();

    static {
        VECTORS.put("", 0x2d06800538d394c2L);
        VECTORS.put("a", 0xe6c632b61e964e1fL);
        VECTORS.put("centrifuge", 0x86f9ce5ce864b822L);
        VECTORS.put("device-1", 0xf0a3ba592295c4a5L);
        VECTORS.put("Zürich", 0x0ba44fcc12cca74eL);
        VECTORS.put("\uD83D\uDE00", 0x0b4fecf421a0808eL);
        VECTORS.put("k".repeat(240), 0xaa797e2a991a7490L);
        VECTORS.put("k".repeat(241), 0x26d43597c3347ba2L);
        VECTORS.put("k".repeat(1000), 0x308ce2f421066779L);
    }

    @Test
    void everyVectorHashesAsPinned() {
        VECTORS.forEach((key, hash) -> {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            assertThat(KeyHash.of(key)).as(key).isEqualTo(hash);
            assertThat(KeyHash.of(bytes)).as(key).isEqualTo(hash);
        });
    }

    @Test
    void theDocumentGivesTheSame() throws Exception {
        Path document = Path.of("docs/protocol.md");
        if (!Files.exists(document)) {
            document = Path.of("../docs/protocol.md");
        }
        assertThat(Files.readAllLines(document))
                .containsAll(VECTORS.entrySet().stream()
                        .map(vector -> row(vector.getKey(), vector.getValue()))
                        .toList());
    }

    private static String row(String key, long hash) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        String shown = bytes >= 240 ? "`k` " + bytes + " times" : "`\"" + key + "\"`";
        return "| %s | %d | `%016x` |".formatted(shown, bytes, hash);
    }
}
