using System.Reflection;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.TestKit.Builders;

/// <summary>Creates rows with random values in all properties, so that storage tests cover new fields automatically.</summary>
internal sealed class RandomRow(int seed)
{
    private readonly Random random = new(seed);
    private readonly NullabilityInfoContext nullability = new();

    /// <summary>Optional properties are null at random.</summary>
    public T Next<T>()
        where T : class => (T)Fill(Activator.CreateInstance<T>(), () => random.Next(4) == 0);

    /// <summary>All optional properties have a value.</summary>
    public T NextFull<T>()
        where T : class => (T)Fill(Activator.CreateInstance<T>(), () => false);

    /// <summary>All optional properties are null.</summary>
    public T NextBare<T>()
        where T : class => (T)Fill(Activator.CreateInstance<T>(), () => true);

    private object Fill(object row, Func<bool> isNull)
    {
        foreach (var property in row.GetType().GetProperties().Where(property => property.CanWrite))
        {
            var isOptional = nullability.Create(property).WriteState == NullabilityState.Nullable;
            if (!isOptional || !isNull()) property.SetValue(row, Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return row;
    }

    private object Value(Type type)
    {
        if (type == typeof(string)) return string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => Character()));
        if (type == typeof(int)) return random.Next();
        if (type == typeof(long)) return random.NextInt64(long.MaxValue / 1_000_000);
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(DateOnly)) return DateOnly.FromDayNumber(random.Next(700_000, 740_000));
        if (type == typeof(DateTimeOffset)) return Time();
        if (type == typeof(NanoUsd)) return new NanoUsd(random.NextInt64(long.MaxValue / 1_000_000));
        if (type == typeof(TokenBuckets)) return Fill(default(TokenBuckets), () => false);
        if (type.IsEnum) return random.GetItems([.. Enum.GetValues(type).Cast<object>()], 1)[0];
        return Activator.CreateInstance(type, Guid.CreateVersion7(Time()))!;
    }

    /// <summary>A character, sometimes NUL, which PostgreSQL rejects.</summary>
    private char Character() => random.Next(20) == 0 ? '\0' : (char)random.Next(0x20, 0x2000);

    /// <summary>A time within this century, in whole microseconds, as both databases store it.</summary>
    private DateTimeOffset Time() => DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(4_000_000_000_000_000));
}
