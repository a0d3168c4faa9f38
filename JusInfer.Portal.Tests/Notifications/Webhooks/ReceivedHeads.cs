using System.Diagnostics.Metrics;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

/// <summary>
/// Tells when a client of this process has received the status and headers of a response: the framework measures a request until then, and
/// nothing else of it is seen from outside.
/// </summary>
internal sealed class ReceivedHeads : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="port">The port of the server.</param>
    public ReceivedHeads(int port)
    {
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name == "http.client.request.duration") self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "server.port" && value is int number && number == port) first.TrySetResult();
            }
        });
        listener.Start();
    }

    /// <summary>Completes after the first response.</summary>
    public Task First => first.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void Dispose() => listener.Dispose();
}
