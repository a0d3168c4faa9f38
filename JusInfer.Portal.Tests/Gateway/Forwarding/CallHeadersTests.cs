using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Forwarding;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

public sealed class CallHeadersTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(49, "0.00")]
    [InlineData(50, "0.01")]
    [InlineData(9_949, "0.99")]
    [InlineData(9_950, "1.00")]
    [InlineData(10_700, "1.07")]
    [InlineData(123_456_789, "12345.68")]
    public void Milliseconds_have_two_decimals(long ticks, string written) => CallHeaders.Milliseconds(new TimeSpan(ticks)).ShouldBe(written);

    [Fact]
    public void The_headers_of_an_answer_name_the_target_and_the_attempts()
    {
        var headers = HeadersOf([At("a", "test/one"), At("b", "test/two")], isAwaitingUpstream: false);

        headers["x-jusinfer-model"].ToString().ShouldBe("test/one");
        headers["x-jusinfer-provider"].ToString().ShouldBe("a");
        headers["x-jusinfer-attempts"].ToString().ShouldBe("1");
        headers.ContainsKey("x-jusinfer-overhead-ms").ShouldBeTrue();
        headers["x-jusinfer-route"].ToString().ShouldBe("why");
    }

    [Fact]
    public void Before_the_target_is_known_the_headers_state_what_all_targets_share()
    {
        HeadersOf([At("a", "test/one"), At("b", "test/two")], isAwaitingUpstream: true).Keys.ShouldBe(["x-jusinfer-route"]);
        HeadersOf([At("a", "test/one"), At("b", "test/one")], isAwaitingUpstream: true).Keys.ShouldBe(["x-jusinfer-route", "x-jusinfer-model"], ignoreOrder: true);
        HeadersOf([At("a", "test/one")], isAwaitingUpstream: true).Keys.ShouldBe(["x-jusinfer-route", "x-jusinfer-model", "x-jusinfer-provider"], ignoreOrder: true);
    }

    private static RouteTarget At(string provider, string model) =>
        new(TestCalls.Model with { Id = model }, new ModelEndpoint { Provider = TestCalls.Provider("http://127.0.0.1/v1") with { Id = provider }, Model = "upstream" });

    private static IHeaderDictionary HeadersOf(RouteTarget[] targets, bool isAwaitingUpstream)
    {
        var request = ChatRequestReader.Read("""{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""u8).Value;
        var call = TestCalls.Create(new ChatClientDialect(), request, plan: new RoutePlan([.. targets], "why"));
        var response = new DefaultHttpContext().Response;
        CallHeaders.Set(response, call, isAwaitingUpstream, new ManualTime());
        return response.Headers;
    }
}
