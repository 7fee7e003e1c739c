package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users compile against is the JDK, the one package {@code io.centrifuge}, and the package of
 * the library that they use. A type that is shown can't be changed or moved without breaking them.
 */
class PublicApiTest {
    private static final String ONE_PACKAGE = "io.centrifuge";

    @Test
    void theLibrariesShowNothingElse() {
        assertThat(shownBy(ONE_PACKAGE)).isEmpty();
        assertThat(shownBy("io.centrifuge.owner")).isEmpty();
        assertThat(shownBy("io.centrifuge.lookup")).isEmpty();
    }

    @Test
    void metersShowWhatTheyCountAndWhereTheyAreRegistered() {
        assertThat(shownBy("io.centrifuge.micrometer"))
                .containsOnlyKeys(
                        "io.centrifuge.lookup.Lookup",
                        "io.centrifuge.owner.Owner",
                        "io.micrometer.core.instrument.MeterRegistry",
                        "io.micrometer.core.instrument.binder.MeterBinder");
    }

    /** A manager in a test is the real one, and can be looked into. */
    @Test
    void aManagerInATestShowsNoMoreThanItMust() {
        assertThat(shownBy("io.centrifuge.testing"))
                .containsOnlyKeys(
                        "io.centrifuge.core.manager.ManagerView",
                        "io.centrifuge.core.state.CommittedState",
                        "io.centrifuge.manager.ManagerOptions",
                        "io.centrifuge.manager.ManagerServer",
                        "io.centrifuge.manager.store.Store",
                        "io.centrifuge.protocol.admin.ManagerStatus",
                        "io.centrifuge.protocol.client.ManagerAddress");
    }

    /** What public types of the package show, but for the JDK's; each with who shows it. */
    private static SortedMap<String, String> shownBy(String ofPackage) {
        SortedMap<String, String> shown = new TreeMap<>();
        List<JavaClass> types = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(ofPackage)
                        .stream()
                        .filter(type -> type.getPackageName().equals(ofPackage))
                        .filter(PublicApiTest::isShown)
                        .toList();
        assertThat(types).isNotEmpty();
        types.forEach(type -> add(type, shown));
        shown.keySet().removeIf(name -> isJdkOrOf(ONE_PACKAGE, name) || isJdkOrOf(ofPackage, name));
        return shown;
    }

    private static boolean isShown(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiTest::isShown).orElse(true);
    }

    private static boolean isShown(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static boolean isJdkOrOf(String aPackage, String name) {
        return name.startsWith("java.")
                || name.matches(aPackage.replace(".", "\\.") + "\\.[A-Z].*")
                || name.indexOf('.') < 0; // primitives
    }

    private static void add(JavaClass type, SortedMap<String, String> shown) {
        Stream.concat(
                        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream()),
                        bounds(type.getTypeParameters()))
                .forEach(seen -> add(seen, type.getName(), shown));
        type.getMembers().stream()
                .filter(PublicApiTest::isShown)
                .forEach(member ->
                        typesOf(member).forEach(seen -> add(seen, member.getFullName(), shown)));
    }

    private static void add(JavaType seen, String by, SortedMap<String, String> shown) {
        seen.getAllInvolvedRawTypes()
                .forEach(raw -> shown.putIfAbsent(raw.getBaseComponentType().getName(), by));
    }

    private static Stream<JavaType> typesOf(JavaMember member) {
        return switch (member) {
            case JavaCodeUnit code ->
                Stream.of(
                                Stream.of(code.getReturnType()),
                                code.getParameterTypes().stream(),
                                code.getExceptionTypes().stream(),
                                bounds(code.getTypeParameters()))
                        .flatMap(types -> types);
            case JavaField field -> Stream.of(field.getType());
            default -> throw new IllegalStateException(member.getFullName());
        };
    }

    private static Stream<JavaType> bounds(Collection<? extends JavaTypeVariable<?>> parameters) {
        return parameters.stream().flatMap(each -> each.getBounds().stream());
    }
}
