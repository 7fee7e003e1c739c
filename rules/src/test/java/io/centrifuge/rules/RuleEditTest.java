package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules/edit} over a Git repository of its own. */
class RuleEditTest {
    @TempDir
    private Path root;

    private Project project;

    @BeforeEach
    void create() throws Exception {
        project = new Project(root);
    }

    @Test
    void aRenamedFieldIsFollowedWithoutAnEditor() throws Exception {
        project.change("locked", "bolted");
        project.change("alarms", "rings");

        assertThat(project.edit("--broken")).isZero();
        assertThat(project.patch(Project.LOCK))
                .contains("-            return false;\n+            return bolted;");
        assertThat(project.patch(Project.ALARM))
                .contains("-        rings++;\n         return rings;");
        assertThat(project.said())
                .contains("0 of 2 patches were in order, 2 are cut again, 0 are left");
    }

    @Test
    void aRenamingThatWasCommittedWithStalePatchesIsFollowed() throws Exception {
        project.change("if (locked)", "if (bolted)");
        project.change("boolean locked", "boolean bolted");
        project.commit("renamed");
        project.change("bolted", "barred");

        assertThat(project.edit("--broken")).isZero();
        assertThat(project.patch(Project.LOCK)).contains("+            return barred;");
    }

    @Test
    void whatAppliesAndDoesNotCompileIsMendedToo() throws Exception {
        project.write(
                "rules/" + Project.LOCK,
                project.patch(Project.LOCK).replace("return locked", "return alarms > 0"));
        project.commit("another patch");
        project.change("alarms", "rings");
        project.commit("renamed");

        assertThat(project.edit("--broken")).isZero();
        assertThat(project.patch(Project.LOCK)).contains("+            return rings > 0;");
    }

    @Test
    void aSplitClassTouchesNoPatch() throws Exception {
        String lock = project.patch(Project.LOCK);
        String alarm = project.patch(Project.ALARM);
        project.change("    int ring() {\n        alarms++;\n        return alarms;\n    }\n", "");
        project.change("    private int alarms;\n", "");
        project.source("a/Bell.java", """
                package a;

                class Bell {
                    private int alarms;

                    int ring() {
                        alarms++;
                        return alarms;
                    }
                }
                """);

        assertThat(project.edit("--broken")).isZero();
        assertThat(project.said()).contains("2 of 2 patches were in order");
        assertThat(project.patch(Project.LOCK)).isEqualTo(lock);
        assertThat(project.patch(Project.ALARM)).isEqualTo(alarm);
    }

    @Test
    void aMovedPackageIsFollowedByTheNameOfTheTest() throws Exception {
        project.source(
                "b/c/Door.java", project.source(Project.DOOR).replace("package a", "package b.c"));
        project.delete(CoreSources.FOLDER + "/" + Project.DOOR);
        project.write(
                "core/src/test/java/b/c/DoorTest.java", "package b.c;\n\nclass DoorTest {}\n");
        project.delete("core/src/test/java/a/DoorTest.java");

        assertThat(project.edit("--broken")).isZero();
        assertThat(project.patch(Project.LOCK)).contains("# test: b.c.DoorTest#staysShut");
    }

    @Test
    void whatNeedsThoughtIsLeftAsItIsWithTheReasonAndTheNextStep() throws Exception {
        String lock = project.patch(Project.LOCK);
        project.change("        if (locked) {\n            return false;\n        }\n", "");
        project.change("return true", "return !locked");

        assertThat(project.edit("--broken")).isEqualTo(1);
        assertThat(project.patch(Project.LOCK)).isEqualTo(lock);
        assertThat(project.said())
                .contains("LEFT 001-lock.patch: A locked door stays shut.")
                .contains("has changed since")
                .contains("rules/edit 001")
                .contains("1 of 2 patches were in order, 0 are cut again, 1 are left");
    }

    @Test
    void theLastThatWorkedIsShownAndThePatchCutFromTheMendedFile() throws Exception {
        project.change("            return false;\n", "            return !locked;\n");

        assertThat(project.edit("1-lock")).isEqualTo(2);
        assertThat(project.edit("001")).isEqualTo(1);
        assertThat(project.said())
                .contains("This last worked at ", " first:", "+            return locked;")
                .contains("001-lock.patch changes of a/Door.java aren't there")
                .containsPattern("The last that worked: target/rules/001-\\d+/worked/Door.java")
                .containsPattern("To be mended: +target/rules/001-\\d+/mended/Door.java");

        Path mended = project.write(
                "elsewhere/Door.java",
                project.source(Project.DOOR).replace("return !locked", "return locked"));
        assertThat(project.edit("001-lock", mended.toString())).isZero();
        assertThat(project.patch(Project.LOCK))
                .startsWith("# rule: A locked door stays shut.\n# test: a.DoorTest#staysShut\n")
                .contains("-            return !locked;\n+            return locked;\n");
    }

    @Test
    void anEditorsWorkIsTaken() throws Exception {
        project.change("            return false;\n", "            return !locked;\n");
        Optional<String> editor = Optional.of("sed -i.old 's/return !locked/return locked/'");

        assertThat(project.edit(editor, "--broken")).isZero();
        assertThat(project.patch(Project.LOCK))
                .contains("-            return !locked;\n+            return locked;\n");
    }

    @Test
    void anEditorThatFailsOrChangesNothingLeavesThePatch() throws Exception {
        String lock = project.patch(Project.LOCK);
        project.change("            return false;\n", "            return !locked;\n");

        assertThat(project.edit(Optional.of("false"), "001")).isEqualTo(1);
        assertThat(project.edit(Optional.of("true"), "001")).isEqualTo(1);
        assertThat(project.patch(Project.LOCK)).isEqualTo(lock);
        assertThat(project.said())
                .contains("The editor failed", "stays as it was", "mended/Door.java");
    }

    @Test
    void aMendedFileThatIsNotCoresOrNotThereIsRefused() throws Exception {
        Path foreign = project.write("Foreign.java", "package a.b;\n\nclass Foreign {}\n");

        assertThat(project.edit("001", foreign.toString())).isEqualTo(2);
        assertThat(project.edit("001", "nowhere/Door.java")).isEqualTo(2);
        assertThat(project.said())
                .contains(
                        "Foreign.java is no source of core", "a/b/Foreign.java, which isn't there")
                .contains("There is no file nowhere/Door.java: give a mended copy");
    }

    @Test
    void anUnknownRuleIsRefusedWithTheRemedy() throws Exception {
        assertThat(project.edit("999")).isEqualTo(2);
        assertThat(project.said()).contains("No patch is called 999", "ls rules has them all");
    }

    @Test
    void withoutARuleItSaysHow() throws Exception {
        assertThat(project.edit()).isEqualTo(2);
        assertThat(project.edit("--all")).isEqualTo(2);
        assertThat(project.said()).contains("Usage: rules/edit RULE");
    }
}
