using System.Diagnostics;
using System.Text.Json.Nodes;
using JusInfer.Portal.Components.Developer.Playground;
using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

/// <summary>The request as code, also for messages with the quotes of each language.</summary>
public sealed class PlaygroundCodeTests
{
    private const string Origin = "https://gateway.example";

    private readonly PlaygroundInput input = new() { Prompt = "It's \"quoted\" `here` '''and''' \\ there\nÄ ${x} {{y}}" };

    [Fact]
    public void Each_language_has_the_address_the_model_and_no_key()
    {
        var samples = PlaygroundCode.For(Origin, "openai/gpt-5", Request);

        samples.Select(static sample => sample.Slug).ShouldBe(["curl", "python", "node", "csharp", "go"]);
        samples.ShouldAllBe(static sample => sample.Text.Contains(Origin, StringComparison.Ordinal) && sample.Text.Contains("openai/gpt-5", StringComparison.Ordinal)
            && sample.Text.Contains("JUSINFER_API_KEY", StringComparison.Ordinal) && !sample.Text.Contains("jinf_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_shell_passes_the_exact_body_to_curl()
    {
        var code = PlaygroundCode.For(Origin, "m", Request)[0].Text;

        var body = await RunAsync("bash", ["-c", $"curl() {{ printf %s \"${{@: -1}}\"; }}\n{code}"]);

        JsonNode.Parse(body)!["messages"]![0]!["content"]!.GetValue<string>().ShouldBe(input.Prompt);
    }

    [Fact]
    public async Task Python_reads_the_exact_body()
    {
        var code = PlaygroundCode.For(Origin, "m", Request)[1].Text;
        var json = code[code.IndexOf("request =", StringComparison.Ordinal)..code.IndexOf("for chunk", StringComparison.Ordinal)];

        (await RunAsync("python3", ["-c", $"import json\n{json}\nprint(request['messages'][0]['content'], end='')"])).ShouldBe(input.Prompt);
        await RunAsync("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", code]);
    }

    [Fact]
    public async Task Node_accepts_the_code()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-playground-");
        var script = Path.Combine(folder.FullName, "sample.mjs");
        await File.WriteAllTextAsync(script, PlaygroundCode.For(Origin, "m", Request)[2].Text, TestContext.Current.CancellationToken);

        await RunAsync("node", ["--check", script]);

        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("csharp", "\"\"\"")]
    [InlineData("go", "`")]
    public void A_raw_string_has_the_exact_body_and_ends_where_the_code_continues(string language, string quote)
    {
        input.Prompt += " \"\"\"three\"\"\" ``` ";

        var parts = PlaygroundCode.For(Origin, "m", Request).Single(sample => sample.Slug == language).Text.Split(quote);

        parts.Length.ShouldBe(3);
        JsonNode.Parse(parts[1])!["messages"]![0]!["content"]!.GetValue<string>().ShouldBe(input.Prompt);
    }

    [Fact]
    public void The_content_of_images_and_pdfs_is_left_out()
    {
        input.Files.Add(new PlaygroundFile("cat.png", "image/png", new string('A', 5000), 3750));
        input.Files.Add(new PlaygroundFile("report.pdf", PlaygroundFile.Pdf, new string('A', 5000), 3750));

        PlaygroundCode.For(Origin, "m", Request).ShouldAllBe(static sample => sample.Text.Length < 3000
            && sample.Text.Contains("data:image/png;base64,…", StringComparison.Ordinal) && sample.Text.Contains("data:application/pdf;base64,…", StringComparison.Ordinal));
    }

    private JsonObject Request => input.Read(new ValidationErrors())!;

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var (exit, output, errors) = await OtherProgram.RunAsync(new ProcessStartInfo(program, arguments));
        exit.ShouldBe(0, errors);
        return output;
    }
}
