using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>Checks the Dockerfile against the repository, because the tests build no container.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Instructions =
    [
        .. File.ReadAllText(Repository.PathOf("Dockerfile")).ReplaceLineEndings("\n").Replace("\\\n", " ").Split('\n')
            .Where(static line => line.Length > 0 && !line.StartsWith('#')),
    ];

    /// <summary>The paths that are copied from the repository.</summary>
    public static TheoryData<string> Sources =>
        [.. Arguments("COPY").Where(static copy => !copy[0].StartsWith("--from=", StringComparison.Ordinal)).SelectMany(static copy => copy[..^1])];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_copied_path_exists_in_the_repository(string source) => Path.Exists(Repository.PathOf(source.Split('/'))).ShouldBeTrue(source);

    [Theory]
    [MemberData(nameof(Sources))]
    public void No_copied_path_is_excluded_by_dockerignore(string source) =>
        File.ReadAllLines(Repository.PathOf(".dockerignore")).ShouldNotContain(source.Split('/')[0], source);

    [Fact]
    public void Every_stage_that_is_copied_from_is_defined()
    {
        var stages = Arguments("FROM").Where(static from => from.Length == 3).Select(static from => from[2]);

        Arguments("COPY").Where(static copy => copy[0].StartsWith("--from=", StringComparison.Ordinal)).Select(static copy => copy[0]["--from=".Length..]).ShouldBeSubsetOf(stages);
    }

    [Fact]
    public void The_entry_point_is_the_launcher_in_the_folder_of_the_program()
    {
        var entry = JsonSerializer.Deserialize<string[]>(Instructions.Single(static line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..]);

        entry.ShouldBe(["jusinfer"]);
        Arguments("WORKDIR").Last().ShouldBe(["/app"]);
        Arguments("COPY").ShouldContain(static copy => copy.SequenceEqual(new[] { "--from=build", "/app", "./" }));
        string.Join(' ', Arguments("RUN").Last()).ShouldEndWith("ln -s /app/jusinfer /usr/local/bin/jusinfer");
    }

    [Fact]
    public void The_process_is_unprivileged_and_its_store_is_in_a_volume()
    {
        Arguments("USER").ShouldHaveSingleItem().ShouldBe(["$APP_UID"]);
        var volume = Arguments("VOLUME").ShouldHaveSingleItem().ShouldHaveSingleItem();
        Arguments("ENV").SelectMany(static env => env).ShouldContain($"Store__Path={volume}");
    }

    private static IEnumerable<string[]> Arguments(string instruction) =>
        Instructions.Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal)).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
}
