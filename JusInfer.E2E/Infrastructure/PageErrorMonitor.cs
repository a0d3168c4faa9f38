using System.Collections.Concurrent;

namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// Collects the errors of a page that a person does not see: console errors (including violations of the content security policy),
/// exceptions, failed requests, requests to another site, and secrets in addresses.
/// </summary>
internal sealed class PageErrorMonitor
{
    /// <summary>With what Blazor reports that its connection is cut, and that an attempt to connect again has failed.</summary>
    private static readonly string[] OutageReports =
    [
        "WebSocket", "Failed to complete negotiation with the server", "Failed to start the connection", "Failed to start the circuit",
        "Circuit host not initialized",
    ];

    private readonly List<Uri> sites;
    private readonly ConcurrentQueue<string> errors = new();
    private readonly ConcurrentDictionary<string, int> expected = new(StringComparer.Ordinal);

    public PageErrorMonitor(Uri site, IBrowserContext context)
    {
        sites = [site];
        context.Console += (_, message) => CheckConsole(message);
        context.WebError += (_, error) =>
        {
            if (!IsOfOutage(error.Error)) errors.Enqueue($"exception: {error.Error}");
        };
        context.Request += (_, request) => CheckRequest(request);
        context.Response += (_, response) => CheckResponse(response);
        context.RequestFailed += (_, request) => CheckFailure(request);
    }

    public IReadOnlyCollection<string> All => errors;

    /// <summary>Declares that a path is expected to answer with this status.</summary>
    public void Expect(string path, int status) => expected[path] = status;

    /// <summary>Declares that the person leaves for another site.</summary>
    public void ExpectSite(Uri site) => sites.Add(site);

    /// <summary>While the connection of the page is cut on purpose, Blazor reports that, and each attempt to connect again.</summary>
    public bool ExpectsOutage { get; set; }

    private bool IsOfOutage(string text) => ExpectsOutage && OutageReports.Any(report => text.Contains(report, StringComparison.Ordinal));

    private void CheckConsole(IConsoleMessage message)
    {
        if (IsOfOutage(message.Text)) return;

        // CheckResponse handles resources that failed to load, because it knows their status.
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) errors.Enqueue($"console: {message.Text}");
    }

    private void CheckRequest(IRequest request)
    {
        if (request.Url.StartsWith("http", StringComparison.Ordinal) && !sites.Exists(site => site.IsBaseOf(new Uri(request.Url)))) errors.Enqueue($"another site: {request.Url}");
        foreach (var leak in Secrets.FoundIn([request.Url])) errors.Enqueue($"in an address: {leak}");
    }

    private void CheckResponse(IResponse response)
    {
        if (response.Status < 400 || (expected.TryGetValue(new Uri(response.Url).AbsolutePath, out var status) && status == response.Status)) return;
        errors.Enqueue($"{response.Status}: {response.Request.Method} {response.Url}");
    }

    private void CheckFailure(IRequest request)
    {
        if (ExpectsOutage && new Uri(request.Url).AbsolutePath.StartsWith("/_blazor", StringComparison.Ordinal)) return;

        // Leaving a page aborts its pending requests.
        if (request.Failure is { } reason && reason != "net::ERR_ABORTED") errors.Enqueue($"{reason}: {request.Method} {request.Url}");
    }
}
