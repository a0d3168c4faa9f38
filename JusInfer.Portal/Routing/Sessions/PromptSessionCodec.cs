using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Routing.Costs;

namespace JusInfer.Portal.Routing.Sessions;

/// <summary>Writes and reads a <see cref="PromptSession"/> as bytes, for the store that the nodes share.</summary>
internal static class PromptSessionCodec
{
    /// <summary>The format. States of other formats are not read, so that their sessions start anew after an update.</summary>
    private const byte Version = 4;

    public static byte[] Write(PromptSession state)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        writer.Write(state.Domain.ToString());
        writer.Write(state.Model ?? "");
        Write(writer, state.Bill);
        writer.Write(state.Forecast.Calls);
        writer.Write(state.Forecast.Output);
        writer.Write(state.Forecast.Growth);
        writer.Write(state.Forecast.OutputDeviation);
        Write(writer, state.Prefix);
        writer.Write(state.LastTarget is not null);
        if (state.LastTarget is { } last) Write(writer, last);
        writer.Write(state.LastPromptTokens);
        writer.Write(state.LastAt.UtcTicks);
        writer.Write(state.Escalations);
        writer.Write(state.Moved);
        writer.Write(state.IsRefused);
        writer.Flush();
        return stream.ToArray();
    }

    /// <returns>The state; null if the bytes are not a state of this format.</returns>
    public static PromptSession? Read(byte[] bytes)
    {
        if (bytes is not [Version, ..]) return null;
        using var reader = new BinaryReader(new MemoryStream(bytes, 1, bytes.Length - 1, writable: false));
        try
        {
            return new PromptSession
            {
                Domain = TaskDomain.Parse(reader.ReadString()) ?? TaskDomain.Other,
                Model = reader.ReadString() is { Length: > 0 } model ? model : null,
                Bill = ReadBill(reader),
                Forecast = new StepForecast(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()),
                Prefix = ReadPrefix(reader),
                LastTarget = reader.ReadBoolean() ? ReadTarget(reader) : null,
                LastPromptTokens = reader.ReadInt64(),
                LastAt = ReadInstant(reader),
                Escalations = reader.ReadInt32(),
                Moved = reader.ReadUInt64(),
                IsRefused = reader.ReadBoolean(),
            };
        }
        catch (Exception error) when (error is IOException or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static void Write(BinaryWriter writer, SessionBill bill)
    {
        Write(writer, bill.Baseline);
        writer.Write(bill.Actual.Value);
        writer.Write(bill.Counterfactual.Value);
        Write(writer, bill.CounterfactualWarm);
        writer.Write((byte)bill.Exceptions);
        writer.Write(bill.Detours);
        writer.Write(bill.Calls);
        writer.Write((byte)bill.Warm.Items.Length);
        foreach (var prefix in bill.Warm.Items) Write(writer, prefix);
    }

    private static SessionBill ReadBill(BinaryReader reader) => new()
    {
        Baseline = ReadTarget(reader),
        Actual = new NanoUsd(reader.ReadInt64()),
        Counterfactual = new NanoUsd(reader.ReadInt64()),
        CounterfactualWarm = ReadWarm(reader),
        Exceptions = (GuardExceptions)reader.ReadByte(),
        Detours = reader.ReadInt32(),
        Calls = reader.ReadInt32(),
        Warm = new WarmPrefixes(ReadMany(reader, Math.Min(reader.ReadByte(), (byte)WarmPrefixes.MaxTargets), ReadWarm)),
    };

    private static void Write(BinaryWriter writer, PrefixHashes prefix)
    {
        writer.Write(prefix.Blocks.Length);
        foreach (var block in prefix.Blocks) writer.Write(block);
        writer.Write(prefix.Messages.Length);
        foreach (var message in prefix.Messages)
        {
            writer.Write(message.Blocks);
            writer.Write(message.Bytes);
        }

        writer.Write(prefix.Tools.Ordered);
        writer.Write(prefix.Tools.Unordered);
        writer.Write(prefix.Bytes);
        writer.Write(prefix.ToolOrder.Length);
        foreach (var tool in prefix.ToolOrder) writer.Write(tool);
    }

    private static PrefixHashes ReadPrefix(BinaryReader reader) => new(
        ReadMany(reader, Bounded(reader.ReadInt32(), PrefixHashes.MaxBlocks), static reader => reader.ReadUInt32()),
        ReadMany(reader, Bounded(reader.ReadInt32(), PrefixHashes.MaxMessages), static reader => new MessageEnd(reader.ReadInt32(), reader.ReadInt64())),
        new ToolSetHash(reader.ReadUInt64(), reader.ReadUInt64()),
        reader.ReadInt64())
    {
        ToolOrder = ReadMany(reader, Bounded(reader.ReadInt32(), PrefixHashes.MaxTools), static reader => reader.ReadUInt64()),
    };

    private static void Write(BinaryWriter writer, WarmPrefix prefix)
    {
        Write(writer, prefix.Target);
        writer.Write(prefix.Tokens);
        writer.Write(prefix.LastUsed.UtcTicks);
        writer.Write(prefix.LongTokens);
    }

    private static WarmPrefix ReadWarm(BinaryReader reader) =>
        new(ReadTarget(reader), reader.ReadInt64(), ReadInstant(reader)) { LongTokens = reader.ReadInt64() };

    private static void Write(BinaryWriter writer, TargetKey target)
    {
        writer.Write(target.Model);
        writer.Write(target.Provider);
    }

    private static TargetKey ReadTarget(BinaryReader reader) => new(reader.ReadString(), reader.ReadString());

    private static DateTimeOffset ReadInstant(BinaryReader reader) => new(reader.ReadInt64(), TimeSpan.Zero);

    private static int Bounded(int count, int max) => count >= 0 && count <= max ? count : throw new FormatException("The count is out of range.");

    private static ImmutableArray<T> ReadMany<T>(BinaryReader reader, int count, Func<BinaryReader, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (var i = 0; i < count; i++) items.Add(read(reader));
        return items.MoveToImmutable();
    }
}
