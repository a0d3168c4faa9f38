using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests that the output token limit has the name that the target model supports, and that nothing else changes.</summary>
public sealed class ChatPatchTests
{
    private const string Older = """{"messages":[{"role":"user","content":"max_tokens"}], "max_tokens" : 50, "model":"m"}""";

    [Fact]
    public async Task OpenAIs_reasoning_models_receive_max_completion_tokens() =>
        (await SentAsync(Older, "https://api.openai.com/v1", Capabilities.Reasoning)).ShouldBe(Older.Replace("\"max_tokens\" :", "\"max_completion_tokens\" :"));

    [Theory]
    [InlineData("https://api.openai.com/v1", false)]
    [InlineData("https://api.deepseek.com/v1", true)]
    [InlineData("https://notopenai.com/v1", true)]
    public async Task Other_models_receive_max_tokens(string address, bool reasons) =>
        (await SentAsync(Older, address, reasons ? Capabilities.Reasoning : Capabilities.None)).ShouldBe(Older);

    [Fact]
    public async Task A_request_with_both_names_stays_unchanged()
    {
        var both = Older.Replace("\"model\"", "\"max_completion_tokens\":60,\"model\"");

        (await SentAsync(both, "https://api.openai.com/v1", Capabilities.Reasoning)).ShouldBe(both);
    }

    [Theory]
    [InlineData("gpt-5", ""","temperature":0, "top_p":0.5 ,"logprobs":true,"top_logprobs":2,"reasoning_effort" : "none"}""", """ ,"reasoning_effort" : "minimal"}""")]
    [InlineData("gpt-5", ""","reasoning_effort":"xhigh","presence_penalty":1}""", ""","reasoning_effort":"high"}""")]
    [InlineData("gpt-5.1", ""","temperature":0,"reasoning_effort":"none"}""", ""","temperature":0,"reasoning_effort":"none"}""")]
    [InlineData("gpt-5.1", ""","temperature":0}""", ""","temperature":0}""")]
    [InlineData("gpt-5.1", ""","temperature":0,"reasoning_effort":"low"}""", ""","reasoning_effort":"low"}""")]
    [InlineData("gpt-5.1", ""","reasoning_effort":"minimal"}""", ""","reasoning_effort":"low"}""")]
    [InlineData("gpt-5.1", ""","reasoning_effort":"hardest"}""", ""","reasoning_effort":"hardest"}""")]
    [InlineData("gpt-4.1", ""","temperature":0,"logit_bias":{"1":-1}}""", ""","temperature":0,"logit_bias":{"1":-1}}""")]
    [InlineData("openai/gpt-oss-20b", ""","temperature":0,"reasoning_effort":"none"}""", ""","temperature":0,"reasoning_effort":"none"}""")]
    public async Task Fields_that_a_reasoning_model_rejects_are_adapted_or_removed(string model, string asked, string sent) =>
        (await FittedAsync($"{Ask}{asked}", model)).ShouldBe($"{Ask}{sent}");

    [Theory]
    [InlineData("gpt-5.4", ""","reasoning_effort":"low","temperature":0}""", ""","temperature":0}""")]
    [InlineData("gpt-5.4", "}", "}")]
    [InlineData("gpt-5.1", ""","reasoning_effort":"low"}""", ""","reasoning_effort":"low"}""")]
    [InlineData("gpt-5.5", ""","reasoning_effort":"low","temperature":0}""", ""","reasoning_effort":"none","temperature":0}""")]
    public async Task Newer_OpenAI_models_get_tools_in_chat_only_without_reasoning(string model, string asked, string sent)
    {
        const string Tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

        (await FittedAsync($"{Ask}{Tools}{asked}", model)).ShouldBe($"{Ask}{Tools}{sent}");
        (await FittedAsync($"{Ask}{Tools},\"reasoning_effort\":\"low\"}}", model, "https://openrouter.ai/api/v1")).ShouldBe($"{Ask}{Tools},\"reasoning_effort\":\"low\"}}");
    }

    [Fact]
    public async Task The_newest_OpenAI_models_get_effort_none_with_tools() =>
        (await FittedAsync("""{"model":"m","temperature":1,"tools":[{}],"messages":[{"role":"user","content":"hi"}]}""", "gpt-6-sol"))
            .ShouldBe("""{"model":"m","reasoning_effort":"none","tools":[{}],"messages":[{"role":"user","content":"hi"}]}""");

    private const string Ask = """{"model":"m","messages":[{"role":"user","content":"hi"}]""";

    private static async Task<string> FittedAsync(string body, string model, string address = "https://api.openai.com/v1")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = ChatRequestReader.Read(bytes).Value;
        var patch = new BodyPatch(bytes);
        List<Range> cuts = [];
        ChatPatch.AdaptReasoning(patch, request.Ranges, bytes, Target(address, Capabilities.Reasoning, model), cuts);
        JsonMembers.Remove(patch, bytes, cuts);
        using var sent = new MemoryStream();
        await patch.WriteToAsync(sent, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(sent.ToArray());
    }

    private static async Task<string> SentAsync(string body, string address, Capabilities capabilities)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var request = ChatRequestReader.Read(bytes).Value;
        var patch = new BodyPatch(bytes);
        ChatPatch.RenameMaxTokens(patch, request.Ranges, Target(address, capabilities));
        using var sent = new MemoryStream();
        await patch.WriteToAsync(sent, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(sent.ToArray());
    }

    private static RouteTarget Target(string address, Capabilities capabilities, string model = "m")
    {
        var endpoint = new ModelEndpoint { Model = model, Provider = new Provider { Id = "p", Dialect = ChatDialect.Id, BaseUrl = new Uri(address) } };
        return new RouteTarget(new Model { Id = "maker/m", Tier = Tier.Mid, Quality = 0.5, Endpoints = [endpoint], ContextWindow = 1000, Capabilities = capabilities, Prices = PriceBook.FreeOfCharge }, endpoint);
    }
}
