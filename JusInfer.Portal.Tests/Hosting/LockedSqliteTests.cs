using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Data;
using JusInfer.Portal.Tests.Components;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>
/// Another program has the write lock of the SQLite file, such as a shell with an open transaction. What reads is answered, and what writes
/// gets 503 after five seconds: WiseLibs/better-sqlite3#836, vrmiguel/pgpad#61.
/// </summary>
public sealed partial class LockedSqliteTests
{
    private const string Message = """{"model":"test/model","max_tokens":5,"messages":[{"role":"user","content":"hello"}]}""";

    private static readonly (string Name, string Value) Run = ("X-JusInfer-Session", "run");
    private static readonly (string Name, string Value) Budget = ("X-JusInfer-Run-Budget", "1.00");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Slow]
    public async Task All_that_reads_is_answered_and_what_writes_gets_503_with_Retry_After()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog);
        var team = await portal.SignUpAsync();
        var others = new PortalTeam[Math.Max(2, Environment.ProcessorCount)];
        for (var i = 0; i < others.Length; i++) others[i] = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
        await team.RecordsAsync(caller);

        var locked = await LockAsync(portal.Services);

        // More than there are threads for the control plane, one of them of the account that reads.
        var teams = new[] { team }.Concat(others).ToArray();
        var writes = teams.Select(static one => one.Api.PostAsync("/v1/keys", new { name = "another" })).ToArray();
        (await team.Api.GetAsync("/v1/usage")).ShouldBe(200);
        writes.ShouldNotContain(static write => write.IsCompleted, "the read did not wait for them");

        var failed = new List<string>();
        foreach (var path in ReadPaths(portal))
        {
            if (await team.Api.GetAsync(path) is { Status: >= 500 } answer) failed.Add($"{path} {answer.Status} {answer.Body}");
        }

        var call = await caller.AskAsync(Caller.Asking("test/model"));
        var rejected = await Task.WhenAll(writes);
        await locked.DisposeAsync();

        failed.ShouldBeEmpty();
        call.ShouldBe(200);
        foreach (var write in rejected)
        {
            write.ShouldBe(503, "OVERLOADED");
            write.Headers.RetryAfter.ShouldNotBeNull().ToString().ShouldBe("2");
            ShouldBeOneLine(portal.Logs, write.Headers.GetValues("x-request-id").Single());
        }

        (await team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").GetArrayLength().ShouldBe(1, "nothing was changed");
        await team.MintAsync();
    }

    /// <summary>
    /// Stored responses wait for the lock in memory: they are found there, and only deleting one waits with them. The first call of a
    /// budget writes what is left of it.
    /// </summary>
    [Fact]
    [Slow]
    public async Task A_call_that_has_to_write_gets_503_with_Retry_After_and_any_other_is_answered()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var catalog = new TestCatalog().Provider("alpha", upstream.BaseUrl).Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog);
        var team = await portal.SignUpAsync();
        var caller = await team.MintAsync();
        (await caller.AskAsync(Caller.Asking("test/model"))).ShouldBe(200);
        string response;

        await using (await LockAsync(portal.Services))
        {
            var stored = await caller.PostAsync("/v1/responses", """{"model":"test/model","store":true,"input":"hello"}""");
            stored.ShouldBe(200);
            var id = stored.Json.GetProperty("id").GetString();
            response = $"/v1/responses/{id}";

            var writes = await Task.WhenAll(
                caller.SendAsync(HttpMethod.Delete, response, content: null),
                caller.AskAsync(Caller.Asking("test/model"), Run, Budget),
                caller.PostAsync("/v1/messages", Message, Run, Budget));
            foreach (var rejected in writes)
            {
                rejected.Status.ShouldBe(503, rejected.Body);
                rejected["Retry-After"].ShouldBe("2");
                rejected.Json.GetProperty("error").GetProperty("message").GetString().ShouldEndWith("Send the request again.");
            }

            (await caller.GetAsync(response)).ShouldBe(200);
            var next = $$"""{"model":"test/model","input":"more","previous_response_id":"{{id}}"}""";
            (await caller.PostAsync("/v1/responses", next)).ShouldBe(200);
            (await caller.PostAsync("/v1/messages", Message)).ShouldBe(200);
        }

        await Eventually.TrueAsync(async () => (await caller.SendAsync(HttpMethod.Delete, response, content: null)).Status == 200);
        (await caller.GetAsync(response)).ShouldBe(404, "NOT_FOUND");
    }

    [Theory]
    [Slow]
    [InlineData("sign-up")]
    [InlineData("sign-in")]
    public async Task A_form_that_writes_says_that_nothing_was_changed(string form)
    {
        var logs = new LogCapture();
        await using var portal = await PagesHost.StartAsync(services => services.AddSingleton<ILoggerProvider>(logs));
        if (form == "sign-in") (await PostAsync("sign-up")).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        portal.ForgetCookies();
        var locked = await LockAsync(portal.Services);

        var (answer, page) = await PostAsync(form);
        await locked.DisposeAsync();

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull().ToString().ShouldBe("2");
        page.ShouldContain("Nothing was changed.");
        ShouldBeOneLine(logs, answer.Headers.GetValues("x-request-id").Single());
        (await PostAsync(form)).Answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        Task<(HttpResponseMessage Answer, string Page)> PostAsync(string form) => portal.PostAsync(
            $"/login?form={form}", form, ("email", "ada@example.com"), ("password", "a long enough password"), ("team", "Ada"));
    }

    [Fact]
    public async Task A_session_that_is_due_to_be_extended_does_not_wait()
    {
        var catalog = new TestCatalog().Provider("alpha", "http://127.0.0.1:9/v1").Model("test/model", ["alpha:model"]);
        await using var portal = await PortalHost.StartAsync(catalog);
        var team = await portal.SignUpAsync();
        var token = JsonElement.Parse(Base64Url.DecodeFromChars(team.Api.Access!.Split('.')[1]));
        var claims = new SignInClaims(
            UserId.Parse(token.GetProperty("sub").GetString()!, null), SignInSessionId.Parse(token.GetProperty("sid").GetString()!, null));
        var store = portal.Services.GetRequiredService<ISignInSessionStore>();
        await store.ExtendAsync(claims.Session, DateTimeOffset.UtcNow.AddDays(1), Cancellation);
        await using var locked = await LockAsync(portal.Services);

        (await portal.Services.GetRequiredService<SignInSessions>().UseAsync(claims, SignInCookie.Lifetime, Cancellation)).ShouldBeTrue();

        portal.Logs.Lines.ShouldNotContain(static line => line.Contains("could not be stored"), "it did not wait for the lock");
    }

    /// <summary>A lock is no bug: the log has no unhandled exception and no stack of it.</summary>
    private static void ShouldBeOneLine(LogCapture logs, string request)
    {
        logs.Lines.ShouldNotContain(static line => line.Contains("unhandled exception"));
        logs.Lines.Where(line => line.Contains($"The request {request} was answered with 503"))
            .ShouldHaveSingleItem().ShouldNotContain("   at ");
    }

    /// <summary>Every address of the control plane that answers GET, with ids that do not exist.</summary>
    private static IEnumerable<string> ReadPaths(PortalHost portal) => portal.Services.GetRequiredService<IEnumerable<EndpointDataSource>>()
        .SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") is true)
        .Select(static endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}")
        .Where(static path => path.StartsWith("/v1/", StringComparison.Ordinal))
        .Select(static path => Parameter().Replace(path, "one"))
        .Distinct().Order(StringComparer.Ordinal);

    private static async Task<SqliteConnection> LockAsync(IServiceProvider services)
    {
        var file = services.GetRequiredService<StoreOptions>().SqliteFile;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var begin = new SqliteCommand("BEGIN IMMEDIATE", connection);
        await begin.ExecuteNonQueryAsync(Cancellation);
        return connection;
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
