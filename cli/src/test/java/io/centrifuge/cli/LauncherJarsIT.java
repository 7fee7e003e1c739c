package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The jars that {@code ./centrifuge} runs from are complete, and ours have names as modules. Tests
 * have a class path of their own, on which nothing is missing.
 */
class LauncherJarsIT {
    private static final Path BUILT = Path.of("target");

    /** As the script copies them. */
    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path folder : List.of(BUILT.resolve("lib"), BUILT)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
                found.forEach(jars::add);
            }
        }
        return jars;
    }

    private static List<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("io/centrifuge/.*\\.class"))
                    .filter(name -> !name.endsWith("package-info.class"))
                    .map(name -> name.replaceFirst("\\.class$", "").replace('/', '.'))
                    .toList();
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException never) {
            throw new AssertionError(never);
        }
    }

    @Test
    void everyClassOfTheProjectFindsTheTypesThatItDeclares() throws IOException {
        List<Path> jars = jars();
        List<String> missing = new ArrayList<>();
        int declared = 0;
        try (URLClassLoader loader = new URLClassLoader(
                jars.stream().map(LauncherJarsIT::url).toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader())) {
            for (Path jar : jars) {
                for (String name : classes(jar)) {
                    try {
                        Class<?> type = Class.forName(name, false, loader);
                        declared += type.getDeclaredMethods().length
                                + type.getDeclaredConstructors().length
                                + type.getDeclaredFields().length;
                    } catch (ClassNotFoundException | NoClassDefFoundError gap) {
                        missing.add(name + ": " + gap.getMessage());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(declared).isPositive();
    }

    @Test
    void everyJarOfTheProjectIsAModuleOfThatNameAlone() throws IOException {
        Map<String, Path> names = new HashMap<>();
        Map<String, String> packages = new HashMap<>();
        for (Path jar : jars()) {
            if (!jar.getFileName().toString().startsWith("centrifuge-")) {
                continue;
            }
            ModuleDescriptor module =
                    ModuleFinder.of(jar).findAll().iterator().next().descriptor();
            assertThat(nameInManifest(jar)).as("%s", jar).isEqualTo(module.name());
            assertThat(module.name()).startsWith("io.centrifuge.");
            assertThat(names.put(module.name(), jar)).as(module.name()).isNull();
            module.packages()
                    .forEach(each -> assertThat(packages.put(each, module.name()))
                            .as("who else has %s", each)
                            .isNull());
        }
        assertThat(names).containsKeys("io.centrifuge.core", "io.centrifuge.cli");
        assertThat(packages).containsEntry("io.centrifuge", "io.centrifuge.core");
    }

    private static @Nullable String nameInManifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
        }
    }
}
