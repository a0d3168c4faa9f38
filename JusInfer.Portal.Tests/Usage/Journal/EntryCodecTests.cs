using System.Buffers;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Columns;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Usage.Journal;

/// <summary>A row's columns in a journal entry, for every type of property that a column can have.</summary>
public sealed class EntryCodecTests
{
    private static readonly ColumnList<Row> Columns = ColumnsOfVersion3()
        .Add("added_text", row => row.AddedText, since: 4)
        .Add("added_number", row => row.AddedNumber, since: 5);

    private readonly RandomRow rows = new(7);

    [Fact]
    public void Every_type_of_property_is_read_back_as_written()
    {
        foreach (var row in new[] { rows.NextFull<Row>(), rows.NextBare<Row>(), rows.Next<Row>() })
            Read(Write(Columns, row), version: 5).ShouldBe(row);
    }

    [Fact]
    public void An_entry_of_an_earlier_version_is_read_without_the_columns_that_were_added_since()
    {
        var row = rows.NextFull<Row>();

        Read(Write(ColumnsOfVersion3(), row), version: 3).ShouldBe(row with { AddedText = null, AddedNumber = 0 });
        Read(Write(ColumnsOfVersion3().Add("added_text", row => row.AddedText, since: 4), row), version: 4).ShouldBe(row with { AddedNumber = 0 });
    }

    [Fact]
    public void The_error_for_a_column_that_lacks_its_version_names_the_column_and_since()
    {
        var withoutSince = ColumnsOfVersion3().Add("added_text", row => row.AddedText);
        var entryOfVersion3 = Write(ColumnsOfVersion3(), rows.NextFull<Row>());

        var error = Should.Throw<InvalidDataException>(() =>
        {
            var entry = new EntryReader(entryOfVersion3);
            new EntryCodec<Row>(withoutSince).Read(ref entry, version: 3);
        });

        error.Message.ShouldContain("'added_text'");
        error.Message.ShouldContain("'since'");
    }

    [Fact]
    public void The_version_is_that_of_the_newest_column()
    {
        ColumnsOfVersion3().Version.ShouldBe((byte)3);
        Columns.Version.ShouldBe((byte)5);
    }

    private static ColumnList<Row> ColumnsOfVersion3() => new ColumnList<Row>()
        .Add("id", row => row.Id)
        .Add("optional_id", row => row.OptionalId)
        .Add("at", row => row.At)
        .Add("optional_text", row => row.OptionalText)
        .Add("number", row => row.Number)
        .Add("optional_number", row => row.OptionalNumber)
        .Add("cache_read", row => row.Tokens.CacheRead)
        .Add("input_uncached", row => row.Tokens.InputUncached)
        .Add("cache_write_5m", row => row.Tokens.CacheWrite5m)
        .Add("cache_write_1h", row => row.Tokens.CacheWrite1h)
        .Add("output_text", row => row.Tokens.OutputText)
        .Add("output_reasoning", row => row.Tokens.OutputReasoning)
        .Add("audio_input", row => row.Tokens.AudioInput)
        .Add("audio_output", row => row.Tokens.AudioOutput)
        .Add("cost", row => row.Cost)
        .Add("source", row => row.Source)
        .Add("is_streamed", row => row.IsStreamed)
        .Add("day", row => row.Day);

    private static byte[] Write(ColumnList<Row> columns, Row row)
    {
        var output = new ArrayBufferWriter<byte>();
        new EntryCodec<Row>(columns).Write(new EntryWriter(output), row);
        return output.WrittenSpan.ToArray();
    }

    private static Row Read(byte[] payload, byte version)
    {
        var entry = new EntryReader(payload);
        var row = new EntryCodec<Row>(Columns).Read(ref entry, version);
        entry.IsAtEnd.ShouldBeTrue();
        return row;
    }

    private sealed record Row
    {
        public RequestId Id { get; init; }

        public TeamId? OptionalId { get; init; }

        public DateTimeOffset At { get; init; }

        public string? OptionalText { get; init; }

        public int Number { get; init; }

        public int? OptionalNumber { get; init; }

        public TokenBuckets Tokens { get; init; }

        public NanoUsd Cost { get; init; }

        public UsageSource Source { get; init; }

        public bool IsStreamed { get; init; }

        public DateOnly? Day { get; init; }

        public string? AddedText { get; init; }

        public long AddedNumber { get; init; }
    }
}
