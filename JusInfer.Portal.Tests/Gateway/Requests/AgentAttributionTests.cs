using JusInfer.Portal.Gateway.Requests;
using Microsoft.AspNetCore.Http;

namespace JusInfer.Portal.Tests.Gateway.Requests;

/// <summary>The end user and the session of a call, from what each agent sends by default.</summary>
[Trait("Promise", "P-9")]
[Trait("Promise", "P-27")]
public sealed class AgentAttributionTests
{
    private const string ClaudeCode = """{"device_id":"081f96f7febb1af8c3d5cbd8c1bef88d9de51dd2e050c3910a7b44313675aced","account_uuid":"","session_id":"15db03e3-9f61-495c-98a5-a809426c1e89"}""";
    private const string ClaudeCodeSignedIn = """{"device_id":"081f","account_uuid":"7d1c-account","session_id":"15db-session"}""";

    [Theory]
    [InlineData("goose", "agent-session-id", "20261120_1")]
    [InlineData("OpenCode", "x-session-id", "ses_e08a531abffe2K9xoap0OHA5JA")]
    [InlineData("OpenCode", "x-session-affinity", "ses_e08a531abffe2K9xoap0OHA5JA")]
    [InlineData("Kilo Code", "x-session-id", "ses_1")]
    [InlineData("Codex", "session-id", "01a1f75b-7596-7543-b0f1-e240d2b80ebd")]
    [InlineData("Claude Code", "x-claude-code-session-id", "15db03e3-9f61-495c-98a5-a809426c1e89")]
    [InlineData("pi", "session_id", "pi-run")]
    public void The_session_is_read_from_the_agents_header(string agent, string header, string session) =>
        Of([(header, session)]).RunId.ShouldBe(session, agent);

    [Fact]
    public void Claude_Codes_encoded_user_id_is_decoded_to_device_and_session()
    {
        var attribution = Of([], ClaudeCode);

        attribution.User.ShouldBe("081f96f7febb1af8c3d5cbd8c1bef88d9de51dd2e050c3910a7b44313675aced");
        attribution.RunId.ShouldBe("15db03e3-9f61-495c-98a5-a809426c1e89");
    }

    [Theory]
    [InlineData("""{"session_id":"\ud800"}""")]
    [InlineData("""{"session_id":""")]
    public void An_encoded_user_id_that_is_not_readable_is_the_user(string encoded) => Of([], encoded).ShouldBe(new Attribution(encoded, null));

    [Theory]
    [InlineData(ClaudeCodeSignedIn, "7d1c-account", "15db-session")]
    [InlineData("user_081f_account_7d1c_session_15db", "7d1c", "15db")]
    [InlineData("user_081f_account__session_15db", "081f", "15db")]
    [InlineData("""{"session_id":"only-a-run"}""", null, "only-a-run")]
    public void The_account_takes_precedence_over_the_device(string encoded, string? user, string session) =>
        Of([], encoded).ShouldBe(new Attribution(user, session));

    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("user_42")]
    [InlineData("user_of_the_session_desk")]
    [InlineData("{not an object")]
    [InlineData("""{"team":"blue"}""")]
    [InlineData("[1]")]
    public void A_user_id_that_is_not_encoded_is_used_unchanged(string name) => Of([], name).ShouldBe(new Attribution(name, null));

    [Fact]
    public void Headers_take_precedence_over_the_body_and_JusInfers_header_over_others()
    {
        var attribution = Of([("x-claude-code-session-id", "theirs"), ("X-JusInfer-Session", "ours"), ("X-User-Id", "header")], ClaudeCode, "body");

        attribution.ShouldBe(new Attribution("header", "ours"));
    }

    [Fact]
    public void A_session_encoded_in_the_user_id_takes_precedence_over_a_cache_key() => Of([], ClaudeCodeSignedIn, "cache-key").RunId.ShouldBe("15db-session");

    [Theory]
    [InlineData(500)]
    [InlineData(1_000_000)]
    public void Names_are_truncated(int length)
    {
        var attribution = Of([], $$"""{"account_uuid":"{{new string('a', length)}}","session_id":"{{new string('s', length)}}"}""", new string('k', length));

        attribution.User!.Length.ShouldBeLessThanOrEqualTo(128);
        attribution.RunId!.Length.ShouldBeLessThanOrEqualTo(128);
    }

    [Fact]
    public void A_repository_and_a_label_are_cleaned_as_other_names_are()
    {
        var attribution = Of([("x-jusinfer-repository", " acme/shop "), ("X-JusInfer-Label", $"night\tly {new string('x', 500)}")]);

        attribution.Repository.ShouldBe("acme/shop");
        attribution.Label.ShouldBe($"nightly {new string('x', 119)}");
        Of([("X-JusInfer-Repository", "  "), ("X-JusInfer-Label", "")]).ShouldBe(default);
    }

    [Fact]
    public void Without_names_nothing_is_allocated()
    {
        var headers = new HeaderDictionary { ["Authorization"] = "Bearer x", ["Content-Type"] = "application/json" };
        Attribution.From(headers, bodyUser: null, bodySession: null).ShouldBe(default);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Attribution.From(headers, bodyUser: null, bodySession: null);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static Attribution Of((string Name, string Value)[] headers, string? bodyUser = null, string? bodySession = null)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers) dictionary.Append(name, value);
        return Attribution.From(dictionary, bodyUser, bodySession);
    }
}
