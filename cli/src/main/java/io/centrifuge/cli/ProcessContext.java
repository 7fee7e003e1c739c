package io.centrifuge.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/**
 * What a command gets from the process that runs it.
 *
 * @param style how text looks on {@code out}
 * @param environment the environment's variables
 * @param home the user's home folder
 * @param clock for showing the time
 */
record ProcessContext(
        PrintWriter out,
        PrintWriter err,
        Style style,
        Map<String, String> environment,
        Path home,
        Clock clock) {

    /**
     * Of this process. Text is written as UTF-8, whatever the locale: JSON and names need it. That
     * it goes to a terminal is said by who starts the process, since Java 22's console doesn't.
     */
    static ProcessContext ofProcess() {
        return new ProcessContext(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                new Style(
                        Ansi.AUTO.enabled(),
                        Charset.forName(nativeEncoding()).newEncoder().canEncode('█'),
                        Boolean.getBoolean("centrifuge.terminal")),
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                Clock.system(ZoneId.systemDefault()));
    }

    private static String nativeEncoding() {
        return System.getProperty("native.encoding", "UTF-8");
    }

    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8),
                true);
    }
}
