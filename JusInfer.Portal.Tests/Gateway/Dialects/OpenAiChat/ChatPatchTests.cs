using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Door;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Verbatim;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>The bound on output tokens goes by the name that the model at hand takes, and nothing beside it changes.</summary>
public sealed class ChatPatchTests
{
    private const string Older = """{"messages":[{"role":"user","content":"max_tokens"}], "max_tokens" : 50, "model":"m"}""";

    [Fact]
    public async Task OpenAIs_reasoning_models_get_its_newer_name() =>
        (await SentAsync(Older, "https://api.openai.com/v1", Capabilities.Reasoning)).ShouldBe(Older.Replace("\"max_tokens\" :", "\"max_completion_tokens\" :"));

    [Theory]
    [InlineData("https://api.openai.com/v1", false)]
    [InlineData("https://api.deepseek.com/v1", true)]
    [InlineData("https://notopenai.com/v1", true)]
    public async Task Whoever_takes_the_older_name_gets_it(string address, bool reasons) =>
        (await SentAsync(Older, address, reasons ? Capabilities.Reasoning : Capabilities.None)).ShouldBe(Older);

    [Fact]
    public async Task A_client_that_names_both_is_left_alone()
    {
        var both = Older.Replace("\"model\"", "\"max_completion_tokens\":60,\"model\"");

        (await SentAsync(both, "https://api.openai.com/v1", Capabilities.Reasoning)).ShouldBe(both);
    }

    private static async Task<string> SentAsync(string body, string address, Capabilities capabilities)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var (request, _) = ChatRequestReader.Read(bytes);
        var patch = new BodyPatch(bytes);
        ChatPatch.RenameBound(patch, request.ShouldNotBeNull().Spans, Target(address, capabilities));
        using var sent = new MemoryStream();
        await patch.WriteToAsync(sent, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(sent.ToArray());
    }

    private static RouteTarget Target(string address, Capabilities capabilities)
    {
        var endpoint = new ModelEndpoint { Model = "m", Provider = new Provider { Id = "p", Dialect = Dialect.OpenAiChat, BaseUrl = new Uri(address) } };
        return new RouteTarget(new Model { Id = "maker/m", Tier = Tier.Mid, Quality = 0.5, Endpoints = [endpoint], ContextWindow = 1000, Capabilities = capabilities, Prices = PriceBook.FreeOfCharge }, endpoint);
    }
}
