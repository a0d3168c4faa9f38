using System.Collections.Concurrent;

namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// Everything that goes wrong in a page without anybody seeing it: errors on the console (a breach of the content security policy is one),
/// exceptions, own requests that fail, any request to another site, a secret in an address.
/// </summary>
internal sealed class FaultWatch
{
    private readonly Uri site;
    private readonly ConcurrentQueue<string> faults = new();
    private readonly ConcurrentDictionary<string, int> expected = new(StringComparer.Ordinal);

    public FaultWatch(Uri site, IBrowserContext context)
    {
        this.site = site;
        context.Console += (_, message) => Hear(message);
        context.WebError += (_, error) => faults.Enqueue($"exception: {error.Error}");
        context.Request += (_, request) => Look(request);
        context.Response += (_, response) => Check(response);
        context.RequestFailed += (_, request) => Mourn(request);
    }

    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Says beforehand that this path answers with this status, and that this is right.</summary>
    public void Expect(string path, int status) => expected[path] = status;

    private void Hear(IConsoleMessage message)
    {
        // What could not be loaded is judged by its response, below, where its status is known.
        if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) faults.Enqueue($"console: {message.Text}");
    }

    private void Look(IRequest request)
    {
        if (request.Url.StartsWith("http", StringComparison.Ordinal) && !site.IsBaseOf(new Uri(request.Url))) faults.Enqueue($"another site: {request.Url}");
        foreach (var leak in Secrets.FoundIn([request.Url])) faults.Enqueue($"in an address: {leak}");
    }

    private void Check(IResponse response)
    {
        if (response.Status < 400 || (expected.TryGetValue(new Uri(response.Url).AbsolutePath, out var status) && status == response.Status)) return;
        faults.Enqueue($"{response.Status}: {response.Request.Method} {response.Url}");
    }

    private void Mourn(IRequest request)
    {
        // A page that is left lets go of what it was still waiting for.
        if (request.Failure is { } reason && reason != "net::ERR_ABORTED") faults.Enqueue($"{reason}: {request.Method} {request.Url}");
    }
}
