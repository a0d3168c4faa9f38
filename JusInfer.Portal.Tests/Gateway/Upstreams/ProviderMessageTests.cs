using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// Who reads what a provider says: the caller if the request is at fault, otherwise the operator, in the log and on the page of providers,
/// without keys (nyroway/nyro#67: OpenAI quotes a part of the key that it rejects).
/// </summary>
[Trait("Promise", "P-24")]
public sealed class ProviderMessageTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Text = "project 4711 is out of order, key sk-proj-abcDEF123456";
    private const string Masked = "project 4711 is out of order, key sk-***";

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task What_is_not_the_callers_fault_is_for_the_operator(int status)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Always(Replies.Error(status, Text));
        await FailsForOperatorAsync();
    }

    [Fact]
    public async Task An_error_in_an_answer_is_for_the_operator()
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Always(Replies.Json($$$"""{"error":{"message":"{{{Text}}}","type":"server_error"}}"""));
        await FailsForOperatorAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_in_a_stream_is_for_the_operator(bool hasBegun)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        var error = $$$"""data: {"error":{"message":"{{{Text}}}","type":"server_error"}}""" + "\n\n";
        var begun = ChatSse.Role() + (hasBegun ? ChatSse.Text("begun ") : "");
        gateway.Alpha.Always(Replies.Stream(Then.Send(begun), Then.Pause, Then.Send(error)));
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.Body.ShouldContain("UPSTREAM_ERROR");
        answer.Body.ShouldNotContain("4711");
        ShouldBeForOperator(before);
    }

    /// <summary>What a provider quotes from the request reaches no log: neither names nor numbers of the prompt.</summary>
    [Theory]
    [InlineData("Access denied for Ottilie-Wagner-7731 (account disabled)", "Access denied for *** (account disabled)")]
    [InlineData("The model alpha-frontier does not exist: Ottilie", "The model alpha-frontier does not exist: ***")]
    [InlineData("ottilie", "ottilie")]
    public async Task Words_of_the_request_are_masked(string message, string logged)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Always(Replies.Error(401, message));
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, "Write to Ottilie, Ottilie-Wagner-7731, that her account is disabled."));

        gateway.Portal.Logs.Lines.Skip(before).ShouldContain(line => line.Contains($"({logged})"));
    }

    [Fact]
    public async Task A_rejection_of_the_request_is_for_the_caller()
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Error(400, "temperature 4711 is too hot"));
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.Message.ShouldContain("temperature 4711 is too hot");
        gateway.Portal.Logs.Lines.Skip(before).ShouldNotContain(static line => line.Contains("4711"));
    }

    /// <summary>Google and xAI reject a credential with the status of invalid requests.</summary>
    [Theory]
    [InlineData("API key not valid. Please pass a valid API key.")]
    [InlineData("Your credit balance is too low to access the API.")]
    public async Task A_fault_of_the_account_with_the_status_of_invalid_requests_is_for_the_operator(string message)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Error(400, message));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Body.ShouldNotContain(message[..10]);
        LastMessage().ShouldBe(message);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task The_credential_of_the_provider_is_masked_in_any_form(int status)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        var credential = TestCatalog.CredentialOf("alpha");
        gateway.Alpha.Always(Replies.Error(status, $"who is ({credential})?"));
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.Body.ShouldNotContain(credential);
        gateway.Portal.Logs.Lines.Skip(before).ShouldNotContain(line => line.Contains(credential));
        (status == 400 ? answer.Message : LastMessage()).ShouldNotBeNull().ShouldContain("who is (***)?");
    }

    [Theory]
    [InlineData("https://login.example.com/sign-in?return=%2Fv1&token=abc#top", "it redirects to https://login.example.com/sign-in")]
    [InlineData("https://user:word@example.com/a", "it redirects to https://example.com/a")]
    [InlineData("/v2/chat?key=abc", "/v2/chat")]
    public async Task A_redirect_says_where_to_without_its_query(string location, string expected)
    {
        gateway.ResetHealth(GatewayHost.Frontier);
        gateway.Alpha.Script(Replies.Json("{}", 302, ("Location", location)));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Body.ShouldNotContain("redirects");
        LastMessage().ShouldNotBeNull().ShouldEndWith(expected);
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-ant-api03-Abc_123-xyz.", "Incorrect API key provided: sk-***")]
    [InlineData("bad header 'Authorization: Bearer abc.def-123'", "bad header 'Authorization: Bearer ***'")]
    [InlineData("Basic dXNlcjpwYXNz is wrong", "Basic *** is wrong")]
    [InlineData("key AIzaSyA1234567890 or gsk_abcdefgh or jinf_abc123_4567, xai-123456", "key AIza*** or gsk_*** or jinf_***, xai-***")]
    [InlineData("GET https://host/v1?key=abcdefgh&alt=sse", "GET https://host/v1?key=***&alt=sse")]
    [InlineData("{\"api_key\": \"0123456789abcdef\"}", "{\"api_key\": \"***\"}")]
    [InlineData("jwt eyJhbGciOi.eyJzdWIi.sig", "jwt eyJ***")]
    [InlineData("AKIAIOSFODNN7EXAMPLE", "AKIA***")]
    [InlineData("Incorrect API key provided: 0123456789abcdef", "Incorrect API key provided: ***")]
    [InlineData("client_secret=abcdef123&access_token=abcdef456", "client_secret=***&access_token=***")]
    [InlineData("{\"access_token\":\"abcdef123\"}", "{\"access_token\":\"***\"}")]
    [InlineData("{\\\"access_token\\\":\\\"abcdef123", "{\\\"access_token\\\":\\\"***")]
    [InlineData("Ocp-Apim-Subscription-Key: 0123456789abcdef", "Ocp-Apim-Subscription-Key: ***")]
    [InlineData("Authorization: 0123456789abcdef", "Authorization: ***")]
    [InlineData("'authorization': 'Token 0123456789abcdef'", "'authorization': 'Token ***'")]
    [InlineData("Bearer: abcdef123, Bearer token: abcdef456", "Bearer: ***, Bearer token: ***")]
    [InlineData("proxy https://user:password@host/v1 or https://abcdef@host", "proxy https://user:***@host/v1 or https://***@host")]
    [InlineData("POST https://host:8080/v1 for me@example.com has failed", "POST https://host:8080/v1 for me@example.com has failed")]
    [InlineData("The risk-averse task-list of gpt-5.2 has 12 tokens: fine", "The risk-averse task-list of gpt-5.2 has 12 tokens: fine")]
    [InlineData("max_tokens: 100000 exceeds the limit for claude-sk", "max_tokens: 100000 exceeds the limit for claude-sk")]
    public void Keys_are_masked(string text, string expected) => MaskedText.Mask(text).ShouldBe(expected);

    private async Task FailsForOperatorAsync()
    {
        var caller = await gateway.Team.MintAsync();
        var before = gateway.Portal.Logs.Lines.Count;

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Body.ShouldNotContain("4711");
        ShouldBeForOperator(before);
    }

    private void ShouldBeForOperator(int before)
    {
        gateway.Portal.Logs.Lines.Skip(before).ShouldContain(static line => line.Contains(Masked));
        gateway.Portal.Logs.Lines.Skip(before).ShouldNotContain(static line => line.Contains("abcDEF"));
        LastMessage().ShouldBe(Masked);
    }

    private string? LastMessage() => gateway.Portal.Services.GetRequiredService<ProviderHealth>().Report()
        .Endpoints.Single(static endpoint => endpoint.Model == GatewayHost.Frontier).LastFailure?.Message;
}
