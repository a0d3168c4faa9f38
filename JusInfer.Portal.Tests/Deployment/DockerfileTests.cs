using System.Text.Json;
using JusInfer.Portal.Components;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Deployment;

/// <summary>No container is built here, so what a build would trip over is checked against the tree.</summary>
public sealed class DockerfileTests
{
    private static readonly string[] Instructions =
    [
        .. File.ReadAllText(Repository.PathOf("Dockerfile")).ReplaceLineEndings("\n").Replace("\\\n", " ").Split('\n')
            .Where(static line => line.Length > 0 && !line.StartsWith('#')),
    ];

    public static TheoryData<string> Sources =>
        [.. Arguments("COPY").Where(static copy => !copy[0].StartsWith("--from=", StringComparison.Ordinal)).SelectMany(static copy => copy[..^1])];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Each_copied_path_stands_in_the_repository(string source) => Path.Exists(Repository.PathOf(source.Split('/'))).ShouldBeTrue(source);

    [Theory]
    [MemberData(nameof(Sources))]
    public void No_copied_path_is_kept_out_of_the_build(string source) =>
        File.ReadAllLines(Repository.PathOf(".dockerignore")).ShouldNotContain(source.Split('/')[0], source);

    [Fact]
    public void Each_stage_that_is_copied_from_is_built()
    {
        var stages = Arguments("FROM").Where(static from => from.Length == 3).Select(static from => from[2]);

        Arguments("COPY").Where(static copy => copy[0].StartsWith("--from=", StringComparison.Ordinal)).Select(static copy => copy[0]["--from=".Length..]).ShouldBeSubsetOf(stages);
    }

    [Fact]
    public void It_starts_the_program_that_is_built_here()
    {
        var entry = JsonSerializer.Deserialize<string[]>(Instructions.Single(static line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal))["ENTRYPOINT ".Length..]);

        entry.ShouldBe(["dotnet", Path.GetFileName(typeof(App).Assembly.Location)]);
    }

    [Fact]
    public void It_runs_without_rights_and_keeps_the_store_in_a_volume()
    {
        Arguments("USER").ShouldHaveSingleItem().ShouldBe(["$APP_UID"]);
        var volume = Arguments("VOLUME").ShouldHaveSingleItem().ShouldHaveSingleItem();
        Arguments("ENV").SelectMany(static env => env).ShouldContain($"Store__Path={volume}");
    }

    private static IEnumerable<string[]> Arguments(string instruction) =>
        Instructions.Where(line => line.StartsWith(instruction + " ", StringComparison.Ordinal)).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
}
