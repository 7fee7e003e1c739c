package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    private static final String DEFAULTS = """
        KEY              VALUE                                                FROM
        data             /home/someone/.local/state/centrifuge                default
        host             127.0.0.1                                            default
        port             7400                                                 default
        advertise        host:port                                            default
        first            no                                                   default
        member           none                                                 default
        peer-host        127.0.0.1                                            default
        peer-port        7401                                                 default
        tls-key          none                                                 default
        tls-certificate  none                                                 default
        tls-trust        none                                                 default
        policy           none                                                 default
        insecure         no                                                   default
        terms            standard (owner 15 s, manager 18 s, renewal 3.75 s)  default
        virtual-nodes    64                                                   default
        metrics-port     off                                                  default
        """;

    @TempDir
    Path folder;

    @Test
    void defaults() {
        assertThat(Launcher.plain().run("config").out()).isEqualTo(DEFAULTS);
    }

    @Test
    void flagsWinOverTheFileAndTheFileOverDefaults() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.properties"),
                "port = 7500\nterms = 20s\ndata = store\nvirtual-nodes-of.a\\ b = 8\n");

        JsonNode config = new JsonMapper()
                .readTree(Launcher.plain()
                        .run("config", "--config", file.toString(), "--port", "7501", "--json")
                        .out());

        JsonNode settings = config.get("settings");
        assertThat(settings.at("/port/value").asText()).isEqualTo("7501");
        assertThat(settings.at("/port/from").asText()).isEqualTo("flag");
        assertThat(settings.at("/terms/from").asText()).isEqualTo("file");
        assertThat(settings.at("/terms/file").asText()).isEqualTo(file.toString());
        assertThat(settings.at("/data/value").asText())
                .isEqualTo(folder.resolve("store").toString());
        assertThat(settings.at("/metrics-port/value").asText()).isEqualTo("off");
        assertThat(settings.at("/host/from").asText()).isEqualTo("default");
        assertThat(settings.get("virtual-nodes-of.a b").get("value").asText()).isEqualTo("8");
        assertThat(config.at("/lease_terms/manager_ms").asInt()).isEqualTo(24_000);
        assertThat(config.at("/lease_terms/renewal_ms").asInt()).isEqualTo(5_000);
    }

    @Test
    void theStateFolderOfTheEnvironmentCounts() {
        assertThat(new Launcher(Map.of("XDG_STATE_HOME", "/state"))
                        .run("config")
                        .out())
                .contains(" /state/centrifuge ");
    }
}
