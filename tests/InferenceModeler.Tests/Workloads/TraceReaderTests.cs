using InferenceModeler.Data.Traces;
using InferenceModeler.Data.Workloads;
using InferenceModeler.Workloads;

namespace InferenceModeler.Tests.Workloads;

public sealed class TraceReaderTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("trace-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string File(string content, string name = "trace.csv")
    {
        string path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, content);
        return path;
    }

    string Refusal(string content) => Assert.Throws<InputException>(() => TraceReader.Read(File(content))).Message;

    [Fact]
    public void Azure_traces_are_read()
    {
        Trace trace = TraceReader.Read(File("TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:47.1805900,396,109"));

        Assert.Equal([new(374, 44), new(396, 109)], trace.Requests.Select(request => request.Shape));
        Assert.Equal(0.5, trace.Requests[1].ArrivalSeconds, 6);
        Assert.Empty(trace.Warnings);
    }

    [Fact]
    public void Mooncake_traces_give_milliseconds_and_prefix_hits()
    {
        // The second prompt shares blocks 1 and 2 (1,024 tokens) with the first, the third all its blocks but must compute one token.
        Trace trace = TraceReader.Read(File("""
            {"timestamp": 0, "input_length": 1500, "output_length": 5, "hash_ids": [1, 2, 3]}
            {"timestamp": 250, "input_length": 1600, "output_length": 6, "hash_ids": [1, 2, 4, 5]}

            {"timestamp": 500, "input_length": 512, "output_length": 7, "hash_ids": [1]}
            """, "a'[1]*.jsonl"));

        Assert.Equal([0, 1024, 511], trace.Requests.Select(request => request.Shape.CachedPromptTokens));
        Assert.Equal([0, 0.25, 0.5], trace.Requests.Select(request => request.ArrivalSeconds));
    }

    [Fact]
    public void Mooncake_s_names_mean_milliseconds_without_its_block_hashes_too()
    {
        string path = File("timestamp,input_length,output_length\n0,100,10\n250,100,10\n");
        Trace trace = TraceReader.Read(path);
        Assert.Equal(0.25, trace.Requests[1].ArrivalSeconds, 9);
        Assert.Contains(trace.Warnings, w => w.Contains("--columns time-unit=s", StringComparison.Ordinal));
        Assert.Equal(250, TraceReader.Read(path, TraceColumns.Parse("time-unit=s")).Requests[1].ArrivalSeconds);
    }

    [Fact]
    public void The_mooncake_prefix_reuse_equals_a_direct_count()
    {
        LengthDistribution lengths = WorkloadLibrary.FromTrace(SharedData.Path("data", "traces", "mooncake_conversation.jsonl")).Workload.Lengths;

        // Counted by a separate script: the longest run of leading block ids seen before × 512, at most the prompt − 1; 4496.5749 of 12,035.1 tokens a request.
        Assert.Equal(4496.574931427146, lengths.MeanCachedPromptTokens, 1e-6);
        Assert.Equal(0.3736229341772404, lengths.PrefixReuse, 1e-9);
    }

    [Fact]
    public void Columns_can_be_named()
    {
        Trace trace = TraceReader.Read(File("when;a;b;hit\n3000;10;20;4\n4000;30;40;30\n"), TraceColumns.Parse("prompt=a,output=b,time=when,cached=hit,time-unit=ms"));

        Assert.Equal([new(10, 20, 4), new(30, 40, 29)], trace.Requests.Select(request => request.Shape));
        Assert.Equal(1, trace.Requests[1].ArrivalSeconds, 9);
    }

    [Fact]
    public void Json_arrays_are_read() =>
        Assert.Equal(new(10, 20), TraceReader.Read(File("""[{"prompt_tokens": 10, "completion_tokens": 20}]""", "t.json")).Requests[0].Shape);

    [Fact]
    public void Parquet_is_read()
    {
        string path = Path.Combine(_folder, "t.parquet");
        using (DuckDB.NET.Data.DuckDBConnection connection = new("Data Source=:memory:"))
        {
            connection.Open();
            using DuckDB.NET.Data.DuckDBCommand command = connection.CreateCommand();
            command.CommandText = $"COPY (SELECT 10 AS input_tokens, 20 AS output_tokens, 1.5 AS time) TO '{path}' (FORMAT parquet)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(new(10, 20), TraceReader.Read(path).Requests[0].Shape);
    }

    [Fact]
    public void Time_that_runs_backwards_is_sorted_with_a_warning()
    {
        Trace trace = TraceReader.Read(File("time,prompt,output\n5,1,1\n3,2,2\n9,3,3\n"));

        Assert.Equal([2, 1, 3], trace.Requests.Select(request => request.Shape.PromptTokens));
        Assert.Contains("line 3", Assert.Single(trace.Warnings));
    }

    [Theory]
    [InlineData("prompt,output\n1,1\n\n-3,1\n", "line 4: prompt '-3'")]
    [InlineData("prompt,output\n1,1\n5,0\n", "line 3: output '0'")]
    [InlineData("prompt,output\n1,1\n5,NaN\n", "line 3: output 'NaN'")]
    [InlineData("prompt,output\n1,many\n", "line 2: output 'many'")]
    [InlineData("prompt,output\n1.5,1\n", "line 2: prompt '1.5'")]
    [InlineData("prompt,output\n1,1\n7\n", "line 3: output is missing")]
    [InlineData("prompt,output\n1,1\n7,8,9\n", "line 3: ")]
    [InlineData("prompt,output,note\n1,1,\"two\nlines\"\n7,-8,x\n", "line 4: output '-8'")]
    [InlineData("prompt,output,cached\n10,1,11\n", "line 2: cached '11'")]
    [InlineData("time,prompt,output\n1,1,1\nInfinity,1,1\n", "line 3: time 'Infinity'")]
    [InlineData("time,prompt,output\n2023-11-16 18:15:46,1,1\nnoon,1,1\n", "line 3: time 'noon'")]
    [InlineData("{\"prompt\": 1, \"output\": 2}\n{\"prompt\": 1, \"output\": -2}\n", "line 2: output '-2'")]
    [InlineData("{\"prompt\": 1, \"output\": 2}\n{\"prompt\": 1}\n", "line 2: output is missing")]
    [InlineData("{\"prompt\": 1, \"output\": 2}\n{\"prompt\": x}\n", "line 2: ")]
    public void A_bad_line_is_told_with_its_number_and_value(string content, string told) => Assert.Contains(told, Refusal(content));

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("prompt,output\n", "holds no requests")]
    [InlineData("1,2\n3,4\n", "not column names")]
    [InlineData("\u007fELF\u0002\u0001,prompt\n", "is neither text nor Parquet")]
    [InlineData("PAR1 and nothing more", "is not a whole Parquet file")]
    [InlineData("prompt,answer\n3,4\n", "no column for the output among prompt, answer")]
    public void A_file_without_requests_or_columns_is_refused(string content, string told) => Assert.Contains(told, Refusal(content));

    [Fact]
    public void A_column_that_is_not_there_names_the_nearest() =>
        Assert.Contains("nearest: ContextTokens", Assert.Throws<InputException>(() =>
            TraceReader.Read(File("ContextTokens,GeneratedTokens\n1,1\n"), TraceColumns.Parse("prompt=ContextToken"))).Message);

    [Fact]
    public void A_missing_file_is_told() => Assert.Contains("no such file", Assert.Throws<InputException>(() => TraceReader.Read("/nowhere/x.csv")).Message);
}
