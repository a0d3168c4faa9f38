using System.Collections.Immutable;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Publishes changes to the listeners in this process. Listeners are called on the publisher's thread and must return immediately. An
/// exception of one listener does not affect the others.
/// </summary>
internal sealed class Signal<T>
{
    private ImmutableArray<Action<T>> listeners = [];

    public IDisposable Subscribe(Action<T> listener)
    {
        ImmutableInterlocked.Update(ref listeners, static (all, added) => all.Add(added), listener);
        return new Subscription(this, listener);
    }

    public void Publish(T change)
    {
        List<Exception>? faults = null;
        foreach (var listener in listeners)
        {
            try
            {
                listener(change);
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
        public void Dispose() => ImmutableInterlocked.Update(ref signal.listeners, static (all, removed) => all.Remove(removed), listener);
    }
}
