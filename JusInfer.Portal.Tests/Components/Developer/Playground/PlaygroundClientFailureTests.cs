using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using JusInfer.Portal.Components.Developer.Playground;

namespace JusInfer.Portal.Tests.Components.Developer.Playground;

/// <summary>Calls that fail on their way to the gateway, and streams that are not as the gateway writes them.</summary>
public sealed class PlaygroundClientFailureTests
{
    private const string Unreachable = "The gateway could not be reached";

    [Fact]
    public async Task A_timeout_of_the_connection_is_a_failure_and_not_a_stop()
    {
        var state = await CallAsync(static () => throw new TaskCanceledException("The connect timeout elapsed.", new TimeoutException()));

        state.Phase.ShouldBe(ResponsePhase.Failed);
        state.Error!.Message.ShouldStartWith(Unreachable);
        state.DurationMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_portal_without_an_address_says_what_the_operator_checks()
    {
        var state = await CallAsync(static () => Stream("data: [DONE]"), static () => throw new InvalidOperationException("The server has no address."));

        state.Phase.ShouldBe(ResponsePhase.Failed);
        state.Error!.Message.ShouldStartWith(Unreachable);
        state.Error.Message.ShouldContain("ask the operator");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"delta":null}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[null]}}]}""")]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"function":null}]}}]}""")]
    [InlineData("""{"choices":null,"usage":null,"x_jusinfer":null,"error":null}""")]
    public async Task A_chunk_without_content_does_not_end_the_answer(string chunk)
    {
        var state = await CallAsync(() => Stream("data: " + chunk + """


            data: {"choices":[{"delta":{"content":"Hello"},"finish_reason":"stop"}]}

            """));

        state.Error.ShouldBeNull();
        state.Phase.ShouldBe(ResponsePhase.Complete);
        state.FinishReason.ShouldBe("stop");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"choices":[{"delta":{"content":"\ud83d"}}]}""")]
    public async Task A_chunk_that_cannot_be_read_is_a_failure(string chunk)
    {
        var state = await CallAsync(() => Stream("data: " + chunk + "\n\n"));

        state.Phase.ShouldBe(ResponsePhase.Failed);
        state.Error!.Message.ShouldContain("cannot read");
    }

    private static async Task<ResponseState> CallAsync(Func<HttpResponseMessage> respond, Func<Uri>? address = null)
    {
        using var http = new HttpClient(new Gateway(respond));
        var client = new PlaygroundClient(http, address ?? (static () => new Uri("http://gateway.test")), TimeProvider.System);
        var answer = new PlaygroundResponse("test/model");
        await client.RunAsync(new JsonObject { ["model"] = "test/model" }, new Secret("jinf_test"), [], answer, TestContext.Current.CancellationToken);
        return answer.State;
    }

    private static HttpResponseMessage Stream(string events) => new(HttpStatusCode.OK) { Content = new StringContent(events.ReplaceLineEndings("\n"), Encoding.UTF8, "text/event-stream") };

    private sealed class Gateway(Func<HttpResponseMessage> respond) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(respond());
    }
}
