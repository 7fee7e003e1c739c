package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** What processes run: the libraries as they are, or with some of their classes changed. */
record Release(List<String> flags) {
    static final Release THIS = new Release(ClassArchive.flags());

    private static final Path STORED =
            Path.of("protocol/src/main/java/io/centrifuge/protocol/stored");

    /** One line of a class, and what the next release has in its place. */
    private record Edit(String file, String now, String next) {}

    /**
     * The next format is one higher, and in it a heartbeat has a field that this release doesn't
     * know, which is written only where the group's format has it.
     */
    private static final List<Edit> NEXT_FORMAT = List.of(
            new Edit("StoreCodec.java", "int NEWEST = 3;", "int NEWEST = 4;"),
            new Edit(
                    "StoreCodec.java",
                    "        requireNoUnknownFields(what, message);\n    }",
                    "        if (format < 4) requireNoUnknownFields(what, message);\n    }"),
            new Edit(
                    "RecordCodec.java",
                    "                        .setRestored(beat.restored()));",
                    "                        .setRestored(beat.restored())"
                            + ".setUnknownFields(format < 4"
                            + " ? com.google.protobuf.UnknownFieldSet.getDefaultInstance()"
                            + " : com.google.protobuf.UnknownFieldSet.newBuilder().addField(99,"
                            + " com.google.protobuf.UnknownFieldSet.Field.newBuilder()"
                            + ".addVarint(1).build()).build()));"));

    /**
     * Compiles the release after this one, as far as what the store keeps is concerned.
     *
     * @param folder of its classes; must not exist
     */
    static Release next(Path folder) throws IOException {
        Path home = Path.of("..").toAbsolutePath().normalize();
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> command = new ArrayList<>(List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
        for (String file : NEXT_FORMAT.stream().map(Edit::file).distinct().toList()) {
            String source = Files.readString(home.resolve(STORED).resolve(file));
            for (Edit edit : NEXT_FORMAT) {
                if (edit.file().equals(file)) {
                    assertThat(source).contains(edit.now());
                    source = source.replace(edit.now(), edit.next());
                }
            }
            command.add(Files.writeString(sources.resolve(file), source).toString());
        }
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, command.toArray(String[]::new));
        assertThat(status).as("javac of the next release").isZero();
        return new Release(List.of(
                "-cp", classes + File.pathSeparator + System.getProperty("java.class.path")));
    }
}
