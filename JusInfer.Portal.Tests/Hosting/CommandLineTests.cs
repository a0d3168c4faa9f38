using JusInfer.Portal.Hosting.Commands;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>What of the arguments is a command, and what a setting.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("audit verify heads.txt", "audit verify heads.txt", "")]
    [InlineData("--Store:Path=x", "", "--Store:Path=x")]
    [InlineData("--urls http://localhost:1", "", "--urls http://localhost:1")]
    [InlineData("--urls --Store:Path=x", "", "--urls --Store:Path=x")]
    [InlineData("urls=http://localhost:1 /Store:Path x", "", "urls=http://localhost:1 /Store:Path x")]
    [InlineData("audit verify --Store:Path x heads.txt", "audit verify heads.txt", "--Store:Path x")]
    [InlineData("--Store:Path=x audit verify", "audit verify", "--Store:Path=x")]
    [InlineData("audit verify /tmp/a=b", "audit verify /tmp/a=b", "")]
    [InlineData("-x", "-x", "")]
    public void Settings_begin_with_two_hyphens_and_the_rest_are_words(string args, string words, string settings)
    {
        var line = CommandLine.Parse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        string.Join(' ', line.Words).ShouldBe(words);
        string.Join(' ', line.Settings).ShouldBe(settings);
        (line.WantsHelp, line.WantsVersion).ShouldBe((false, false));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("audit --help verify")]
    [InlineData("--Store:Path x --help")]
    public void Help_is_asked_for_anywhere(string args) => CommandLine.Parse(args.Split(' ')).WantsHelp.ShouldBeTrue();

    [Theory]
    [InlineData("--version", true)]
    [InlineData("--Store:Path=x --version", true)]
    [InlineData("--Store:Path --version", false)]
    public void A_value_is_no_request(string args, bool asked) => CommandLine.Parse(args.Split(' ')).WantsVersion.ShouldBe(asked);
}
