using System.Diagnostics;
using System.Text.Json;
using JusInfer.Clients.Infrastructure;

namespace JusInfer.Clients.Sdks;

/// <summary>
/// A Node.js process that runs the scenarios of a test class one after another, because loading an SDK takes longer than most scenarios. A
/// process that ends, or does not answer in time, fails the scenario that it runs; the next one gets a new process.
/// </summary>
public sealed class SdkProcess : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Workspace workspace = new();
    private Process? process;
    private Task<string> errors = Task.FromResult("");

    /// <returns>What the scenario saw.</returns>
    internal async Task<JsonElement> RunAsync(string script, string scenario, ClientEndpoint endpoint)
    {
        if (process is not { HasExited: false }) Start(script);
        var request = JsonSerializer.Serialize(new { scenario, host = endpoint.Host, baseURL = endpoint.BaseUrl, apiKey = endpoint.Key });
        var answer = await AskAsync(process!, request);
        if (answer is not ['{', ..])
        {
            process!.Kill(entireProcessTree: true);
            Assert.Fail($"{scenario} of {script} did not answer: {answer}\n--- errors\n{await errors}");
        }

        return JsonElement.Parse(answer);
    }

    public void Dispose()
    {
        process?.Dispose();
        workspace.Dispose();
    }

    private void Start(string script)
    {
        process?.Dispose();
        process = workspace.Command(Path.Combine(Installation.Node, "node"), [Path.Combine(Installation.Sdks, script)]).Start();
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <returns>The answer; null if there is none.</returns>
    private static async Task<string?> AskAsync(Process process, string request)
    {
        using var deadline = new CancellationTokenSource(Timeout);
        try
        {
            await process.StandardInput.WriteLineAsync(request.AsMemory(), deadline.Token);
            return await process.StandardOutput.ReadLineAsync(deadline.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            return null;
        }
    }
}
