package io.centrifuge.protocol.security;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of keys, certificates or policy can't be used; the message names it and the remedy. */
public final class SecurityFileException extends Exception {
    private static final long serialVersionUID = 1L;

    SecurityFileException(Path file, String wrong, String remedy, @Nullable Throwable cause) {
        super("%s %s: %s".formatted(file, wrong, remedy), cause);
    }

    /** @param what such as "the private key" */
    static SecurityFileException unreadable(Path file, String what, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new SecurityFileException(
                    file, "doesn't exist", "put " + what + " there, or name another file", cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new SecurityFileException(
                    file, "isn't text", "put " + what + " there as text, in UTF-8", cause);
        }
        return new SecurityFileException(
                file, "can't be read (" + cause + ")", "let this process read it", cause);
    }

    /** Names the file and the remedy. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
