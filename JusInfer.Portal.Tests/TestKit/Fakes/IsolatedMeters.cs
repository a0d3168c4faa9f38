using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace JusInfer.Portal.Tests.TestKit.Fakes;

/// <summary>
/// Creates meters that are isolated from other tests, and records measurements, for example <c>outcome=refused reason=opted_out</c>.
/// </summary>
internal sealed class IsolatedMeters : IMeterFactory
{
    private readonly MeterListener listener = new();
    private readonly List<Meter> meters = [];

    public IsolatedMeters()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (meters.Contains(instrument.Meter)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
            Counted.Enqueue($"{instrument.Meter.Name} {instrument.Name}{string.Concat(tags.ToArray().Select(static tag => $" {tag.Key}={tag.Value}"))}"));
        listener.Start();
    }

    public ConcurrentQueue<string> Counted { get; } = new();

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        meters.Add(meter);
        return meter;
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var meter in meters) meter.Dispose();
    }
}
