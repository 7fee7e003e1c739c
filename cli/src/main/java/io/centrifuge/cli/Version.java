package io.centrifuge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "centrifuge " + ownVersion(), "Java " + Runtime.version(),
        };
    }

    private static String ownVersion() {
        try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
            return file == null
                    ? "unknown"
                    : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the program's own file version.txt", unreadable);
        }
    }
}
