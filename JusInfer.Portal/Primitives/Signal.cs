using System.Collections.Immutable;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Tells whoever listens in this process that something changed. A listener is called on the publisher's thread and must return at once;
/// what one listener throws does not keep the news from the others.
/// </summary>
internal sealed class Signal<T>
{
    private ImmutableArray<Action<T>> listeners = [];

    public IDisposable Subscribe(Action<T> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, added) => all.Add(added), listener);
        return new Subscription(this, listener);
    }

    public void Publish(T news)
    {
        List<Exception>? faults = null;
        foreach (var listener in listeners)
        {
            try
            {
                listener(news);
            }
            catch (Exception fault)
            {
                (faults ??= []).Add(fault);
            }
        }

        if (faults is not null) throw new AggregateException(faults);
    }

    private sealed class Subscription(Signal<T> signal, Action<T> listener) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref signal.listeners, static (all, gone) => all.Remove(gone), listener);
    }
}
