package io.centrifuge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Which commit of the sources the launcher runs from. */
final class SourceCommit {
    private static final String UNKNOWN = "unknown";

    private SourceCommit() {}

    /** The commit's short name, with a plus if files differ from it; "unknown" without git. */
    static String of(String home) {
        try {
            Process git = new ProcessBuilder(
                            "git",
                            "-C",
                            Path.of(home).toString(),
                            "describe",
                            "--always",
                            "--dirty=+")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean went = git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0;
            return went && !said.isBlank() ? said.strip() : UNKNOWN;
        } catch (IOException noGit) {
            return UNKNOWN;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return UNKNOWN;
        }
    }
}
