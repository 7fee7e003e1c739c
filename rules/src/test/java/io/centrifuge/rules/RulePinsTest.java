package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules/where} over a Git repository of its own. */
class RulePinsTest {
    @TempDir
    private Path root;

    private Project project;

    @BeforeEach
    void create() throws Exception {
        project = new Project(root);
    }

    @Test
    void saysWhichLinesWhichRulesPatchChanges() throws Exception {
        assertThat(project.where("Door")).isZero();
        assertThat(project.said()).isEqualTo("""
                core/src/main/java/a/Door.java
                    9 return false;
                       001  A locked door stays shut.
                   15 alarms++;
                       002  An alarm counts.
                """);
    }

    @Test
    void takesTheFullNameAndTheFile() throws Exception {
        assertThat(project.where("a.Door")).isZero();
        assertThat(project.where("core/src/main/java/a/Door.java")).isZero();
    }

    @Test
    void anUnknownClassIsRefusedWithTheRemedy() throws Exception {
        assertThat(project.where("oor")).isEqualTo(2);
        assertThat(project.said())
                .contains(
                        "Core has no class oor",
                        "the simple or the full name",
                        "core/src/main/java");
    }

    @Test
    void patchesThatDontApplyAreNamed() throws Exception {
        project.change("alarms", "rings");

        assertThat(project.where("Door")).isZero();
        assertThat(project.said()).contains("001", "Not listed", "002", "rules/edit --broken");
    }
}
