using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class ContinuationPromptTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("A long answer with a \"quotation\" in it,\nand lines; the end of it is what counts: \"")]
    [InlineData("… and surrogate pairs 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void The_prompt_quotes_the_end_of_the_answer(string text)
    {
        var prompt = ContinuationPrompt.For(text, OutputFormat.Text, tool: null);

        text.ShouldEndWith(prompt.Anchor);
        prompt.Anchor.Length.ShouldBeInRange(Math.Min(text.Length, ContinuationPrompt.AnchorLength), 64);
        prompt.ToString().ShouldContain($"\"{prompt.Anchor}\"");
    }

    [Fact]
    public void The_prompt_mentions_the_format_the_schema_and_the_tool()
    {
        var schema = new OutputFormat.JsonSchema(JsonElement.Parse("""{ "type" : "object" }"""));
        ContinuationPrompt[] prompts = [.. from format in (OutputFormat[])[OutputFormat.Text, OutputFormat.JsonObject, schema] from tool in (string?[])[null, "f"] select ContinuationPrompt.For("{\"a", format, tool)];

        prompts.Select(static prompt => prompt.ToString()).Distinct().Count().ShouldBe(prompts.Length);
        prompts.ShouldAllBe(static prompt => prompt.ToString().Contains("one JSON document") == prompt.IsJson);
        prompts.ShouldAllBe(static prompt => prompt.ToString().Contains("a call of this tool: f") == (prompt.Tool != null));
        prompts[^1].ToString().ShouldEndWith("""{ "type" : "object" }""");
    }
}
