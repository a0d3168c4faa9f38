using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;

namespace JusInfer.Portal.Tests.Gateway.Calls;

public sealed class ContinuationPromptTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("A long answer with a \"quotation\" in it,\nand lines; the end of it is what counts: \"")]
    [InlineData("… and letters of two halves 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    public void It_asks_for_the_end_of_the_answer_and_is_known_again(string text)
    {
        var prompt = ContinuationPrompt.For(text, OutputFormat.Text, tool: null);

        text.ShouldEndWith(prompt.Anchor);
        prompt.Anchor.Length.ShouldBeInRange(Math.Min(text.Length, ContinuationPrompt.AnchorLength), 64);
        prompt.ToString().ShouldContain($"\"{prompt.Anchor}\"");
        ContinuationPrompt.Read(prompt.ToString()).ShouldBe(prompt);
    }

    [Fact]
    public void Format_schema_and_call_are_told_in_words_and_read_again()
    {
        var schema = new OutputFormat.JsonSchema(JsonElement.Parse("""{ "type" : "object" }"""));
        ContinuationPrompt[] prompts = [.. from format in (OutputFormat[])[OutputFormat.Text, OutputFormat.JsonObject, schema] from tool in (string?[])[null, "f"] select ContinuationPrompt.For("{\"a", format, tool)];

        prompts.Select(static prompt => ContinuationPrompt.Read(prompt.ToString())).ShouldBe(prompts);
        prompts.Select(static prompt => prompt.ToString()).Distinct().Count().ShouldBe(prompts.Length);
        prompts[^1].ToString().ShouldEndWith("""{ "type" : "object" }""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Go on, please.")]
    public void Other_words_are_not_taken_for_it(string turn) => ContinuationPrompt.Read(turn).ShouldBeNull();

    [Fact]
    public void Words_after_it_are_the_users_own() => ContinuationPrompt.Read($"{BrokenOff.Prompt} And be brief.").ShouldBeNull();
}
