package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagerCommandTest {
    private static final Pattern SERVING = Pattern.compile("serving on (127.0.0.1:[0-9]+), data ");

    @TempDir
    Path folder;

    private final Launcher launcher = Launcher.plain();

    @Test
    void servesOverADurableStoreUntilItIsToldToEnd() throws Exception {
        Launcher.Running manager = start();
        String address = address(manager);
        manager.await(out -> out.contains("--first"));

        assertThat(manager.out())
                .isEqualTo(("serving on %s, data %s, terms fast (owner 3 s, manager 3.6 s,"
                                + " renewal 0.75 s)%ngrants begin in 3.6 s: the store is new, and a"
                                + " manager that was here before may have granted leases; --first"
                                + " says that there was none%n")
                        .formatted(address, folder));
        assertThat(launcher.run("status", "--manager", address).out()).contains("fast: owner 3 s");
        BadInputTest.refused(
                1,
                launcher.run("manager", "--port", "0", "--data", folder.toString()),
                folder.toString(),
                "another process uses it");
        assertThat(manager.interrupt()).isZero();

        Launcher.Running again = start();
        String addressThen = address(again);
        assertThat(launcher.run("status", "--manager", addressThen).exitCode()).isZero();
        assertThat(again.interrupt()).isZero();
        assertThat(launcher.run("status", "--manager", addressThen).exitCode()).isEqualTo(3);
    }

    @Test
    void namesItsMetricsPageAndServesIt() throws Exception {
        Launcher.Running manager = launcher.start(
                "manager", "--port", "0", "--metrics-port", "0", "--data", folder.toString());
        Pattern page = Pattern.compile(", metrics (http://127.0.0.1:[0-9]+/metrics)\n");
        manager.await(out -> page.matcher(out).find());
        Matcher line = page.matcher(manager.out());
        assertThat(line.find()).isTrue();

        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(line.group(1))).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("centrifuge_manager_leading ");
        }
        assertThat(manager.interrupt()).isZero();
    }

    private Launcher.Running start() {
        return launcher.start(
                "manager", "--port", "0", "--terms", "fast", "--data", folder.toString());
    }

    private static String address(Launcher.Running manager) throws Exception {
        manager.await(out -> SERVING.matcher(out).find());
        Matcher line = SERVING.matcher(manager.out());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }
}
