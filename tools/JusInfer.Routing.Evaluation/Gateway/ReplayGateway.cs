using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using JusInfer.Portal.Data;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Routing.Steps;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Routing.Evaluation.Gateway;

/// <summary>The whole portal as it ships, on a socket and with a store in a folder of its own, except for the step head. Its client replays recorded sessions.</summary>
internal sealed class ReplayGateway : IAsyncDisposable
{
    public const string Auto = "jusInfer-auto", Baseline = "replay/baseline";

    private const string Credential = "JUSINFER_REPLAY_CREDENTIAL";

    /// <summary>How long the last call may take to be in the usage records.</summary>
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromMinutes(2);

    private readonly WebApplication app;
    private readonly DirectoryInfo folder;
    private readonly HttpClient http;

    private ReplayGateway(WebApplication app, DirectoryInfo folder)
    {
        (this.app, this.folder) = (app, folder);
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromMinutes(5) };
    }

    public static async Task<ReplayGateway> StartAsync(RecordedProviders providers, JsonObject baselinePrice, JsonObject smallPrice, StepClassifier head)
    {
        Environment.SetEnvironmentVariable(Credential, "sk-replay");
        var home = Directory.CreateTempSubdirectory("jusinfer-replay-");
        var catalog = Path.Combine(home.FullName, "catalog.json");
        await File.WriteAllTextAsync(catalog, Catalog(providers, baselinePrice, smallPrice).ToJsonString());
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "JusInfer.Portal", ContentRootPath = Repository.Find(), EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
        [
            new("Urls", "http://127.0.0.1:0"),
            new("Store:Path", Path.Combine(home.FullName, "data")),
            new("Catalog:Path", catalog),
            new("Accounts:SignUp", "open"),
            new("Accounts:AttemptsPerMinute", "1000"),
            new("Wallet:CreditUnverified", "true"),
            new("Wallet:InitialCreditUsd", "1000000"),
            new("Shutdown:DrainSeconds", "1"),
        ]);
        builder.Logging.ClearProviders();
        builder.AddPortal();
        builder.Services.AddSingleton(head);
        var portal = builder.Build();
        if (PortalRun.FindErrors(portal.Services) is [var error, ..]) throw new InvalidOperationException(error);
        portal.UsePortal();
        await portal.Services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
        await portal.StartAsync();
        return new ReplayGateway(portal, home);
    }

    /// <summary>Replays sessions with a team of its own.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="model">The model that the client asks for.</param>
    /// <returns>What each session was charged, in USD, from the usage records.</returns>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync(IReadOnlyList<RecordedSession> sessions, string model)
    {
        var access = (await PostAsync("/v1/auth/signup", null, new { email = $"{Guid.NewGuid():N}@example.com", password = "a long enough password" })).Text("access_token")!;
        var key = (await PostAsync("/v1/keys", access, new { name = "replay", rpm = 60_000 })).Text("key")!;
        await Parallel.ForEachAsync(sessions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (session, _) => await ReplayAsync(session, model, key));
        return await BillsAsync(access, sessions.Sum(session => session.Steps.Count));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static JsonObject Catalog(RecordedProviders providers, JsonObject baselinePrice, JsonObject smallPrice) => new()
    {
        ["providers"] = new JsonArray(
            Provider("caching", "anthropic-messages", providers.Caching, isAnthropic: true, "anthropic"), Provider("uncached", "openai-chat", providers.Uncached, isAnthropic: false, "none")),
        ["models"] = new JsonArray(Model(Baseline, "caching", "frontier", 0.9, 1_000_000, baselinePrice), Model("replay/small", "uncached", "small", 0.4, 131_072, smallPrice)),
        ["auto"] = new JsonObject { ["id"] = Auto, ["aliases"] = new JsonArray(), ["baseline"] = Baseline },
    };

    private static JsonObject Provider(string id, string dialect, string address, bool isAnthropic, string markers) => new()
    {
        ["id"] = id,
        ["dialect"] = dialect,
        ["baseUrl"] = address,
        ["apiKeyEnv"] = Credential,
        ["stopsBillingOnAbort"] = true,
        ["anthropic"] = isAnthropic,
        ["cacheMarkers"] = markers,
        ["firstTokenSeconds"] = 200,
        ["idleSeconds"] = 200,
        ["totalSeconds"] = 300,
    };

    private static JsonObject Model(string id, string provider, string tier, double quality, int context, JsonObject price) => new()
    {
        ["id"] = id,
        ["tier"] = tier,
        ["quality"] = quality,
        ["endpoints"] = new JsonArray(new JsonObject { ["provider"] = provider, ["model"] = tier }),
        ["contextWindow"] = context,
        ["capabilities"] = new JsonArray("tools"),
        ["prices"] = new JsonArray(price.DeepClone()),
    };

    private async Task ReplayAsync(RecordedSession session, string model, string key)
    {
        foreach (var step in session.Steps)
        {
            var messages = new JsonArray([.. session.Messages.Take(step.Messages).Select(static message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })]);
            await PostAsync("/v1/chat/completions", key, new JsonObject { ["model"] = model, ["messages"] = messages }, session.Task);
        }
    }

    private async Task<IReadOnlyDictionary<string, double>> BillsAsync(string access, int calls)
    {
        var deadline = DateTime.UtcNow + RecordTimeout;
        while (true)
        {
            // A run is summed up after its calls are recorded, so that both are waited for.
            var usage = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/v1/usage?group_by=session"), access);
            JsonElement[] rows = [.. usage.GetProperty("data").EnumerateArray().Where(static row => row.Text("session") is not null)];
            if (rows.Sum(static row => row.GetProperty("requests").GetInt32()) == calls)
                return rows.ToDictionary(row => row.Text("session")!, row => row.GetProperty("cost_usd").GetDouble(), StringComparer.Ordinal);
            if (DateTime.UtcNow > deadline) throw new TimeoutException($"The usage records of {calls} calls are not complete: {usage}");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private Task<JsonElement> PostAsync(string path, string? token, object body, string? session = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (session is not null) request.Headers.Add("X-JusInfer-Session", session);
        return SendAsync(request, token);
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request, string? token)
    {
        using (request)
        {
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode} {text}");
        }
    }
}
