"""Words of reports that say the same.

What enters: stems. What leaves: whether one may stand for the other. It is a closed list of general
words that anybody who retells a text uses. It deliberately holds no concrete thing, no place and no profession, and no word that
is stronger than its neighbours: those a sentence must take from its quotes.
"""

from assistant.writing.wording import stem_of

# What is said, decided or done, and what it is said of; a group after each semicolon.
_GROUPS = """
    against end eradicate combat fight counter stop;
    reject oppose refuse; order instruct; result outcome consequence; begin start open launch commence; end conclude close finish complete;
    hold host organise happen place occur; share pass exchange; say tell state report accord declare note add explain mention describe
    stress emphasise underline recall remark observe acknowledge admit affirm point comment cite list name outline indicate characterise;
    give provide offer grant cite; person people individual human; country state nation; meet gather together convene assemble; conclude
    find see view judge regard consider deem opinion eye believe treat take conviction; money fund financial funding sum; show appear;
    number figure count total; aim goal purpose objective target serve; let allow permit enable so thanks; also too addition further well;
    however but; send deploy; build develop set put create creation form establish; late later latest subsequent; need require necessary
    needed; help support assist assistance back backing; use employ; part role participate participation involve involvement belong; get
    receive obtain; want wish desire; call ask request urge appeal; big large great major considerable substantial; quick fast rapid swift;
    chance opportunity; danger threat risk; alon itself themselves sole; decrease drop fall decline down reduce reduction lower; increase
    rise grow growth climb up more expand widen broaden additional higher; about concern regard; apply cover concern extend affect; fight
    combat counter tackle; kg kilogram kilo; twice double; triple three; tie bond link relation relationship; margin sideline; effect force
    operate; continue ongoing carry go remain; cooperate cooperation work collaborate collaboration together joint jointly; task job duty
    order role responsibility function; time day then moment; negotiate negotiation talk discussion dialogue; flow move movement; answer
    response reply respond react reaction; head lead chief leader director chair; first open initial; decide decision agree agreement settle
    resolve; broad wide; include contain comprise encompass cover count; exclude not; face confront deal cope handle manage tackle; try
    attempt effort seek; fly air plane; road land ground; arrive come reach enter entry arrival; special particular especially notably;
    mainly chief main principal primary central key; above especially particular; important matter essential vital indispensable crucial;
    pledge promise commit commitment undertake vow; know information knowledge data; study examine look assess review check; approve
    approval endorse adopt back; cause bring lead result due because; follow after subsequent; nearly almost close near; confuse mix; again
    repeat repeatedly second; favour support prefer endorse; plan intend; separate apart; different various other; several many numerous
    among; take make adopt; return back; change alter modify; keep retain maintain preserve; speak talk address; law legal legislation; rule
    regulation; text document agreement accord deal treaty plan; weak weaken undermine erode hollow; strong strengthen reinforce bolster;
    public people citizen; economy economic; guest attend participant; present here there; sit member seat membership; consecutive running
    successive row straight; steep sharp marked drastic dramatic; undertake pledge promise commit; swift prompt quick rapid speedy timely;
    harmonise align line alike uniform consistent standardise; reinforce strengthen mutual; non not; fictitious invented imaginary
    fictional; hold meet meeting talk conduct stage; host meet gather; call describe term name dub label characterise brand; end eradicate
    eliminate abolish; colleague counterpart peer; intend plan mean; legislation law act statute rule; weapon arm firearm gun; flee escape
    refugee; consist comprise make form compose; account make represent constitute form; estimate put calculate reckon gauge; sever break
    cut; blame accuse responsible culprit; confuse mistake mix; fit match consistent agree correspond tally; odds contradict; close near
    almost nearly; mark celebrate commemorate; anniversary jubilee; stem curb limit restrict contain; monitor oversee supervise watch
    observe track; coordinate organise; examine review look consider inspect scrutinise; welcome receive greet; welcome appreciate
    appreciation praise applaud hail; double twofold; equal same identical equivalent; further additional another extra more; devote earmark
    reserve set allocate dedicate assign mean intend; legacy past heritage; originate grow stem arise emerge come; initiative proposal plan;
    appear figure feature turn show emerge surface; record register log document count; seldom rare; unavoidable inevitable necessary
    indispensable; explore seek search; advise recommend suggest should counsel; claim assert allege contend maintain; author writer editor;
    reader audience; correct rectify amend; newspaper paper; magazine journal periodical; article piece story report; page sheet site; boat
    vessel ship craft; car vehicle automobile; plane aircraft; house home building; city town municipality; border frontier boundary; police
    officer; soldier troop military army; court tribunal judge; prison jail detention; crime offence criminal offender; fraud deceit; bribe
    corruption corrupt; victim survivor; smuggle smuggler traffic trafficker; purchase buy acquire procure; cost price expense spend; earn
    income; profit gain; loss lose; pay finance fund payment; invest investment; donate donor donation; sign signature signatory; ratify
    ratification; enter force effect valid; expire lapse end; extend prolong lengthen; shorten curtail; postpone delay defer; cancel scrap
    abandon; replace substitute; remove delete abolish withdraw; insert add; attach annex; divide split; unite merge combine; consult
    advise; warn caution alert; criticise condemn denounce deplore; defend protect safeguard guard shield; threaten endanger jeopardise;
    attack assault strike; kill dead death die fatality; injure wound hurt; save rescue; search seek; discover detect find spot; arrest
    detain apprehend; release free; return repatriate back; deport expel removal; live reside resident; move relocate; travel journey trip;
    visit trip tour; elect vote election ballot; appoint nominate name designate; dismiss fire sack remove; resign quit; succeed follow
    successor; govern rule govt government administration cabinet; parliament assembly legislature; president presidency; chair preside;
    delegate representative envoy delegation; ambassador embassy diplomat diplomatic; neighbour neighbouring adjacent; foreign abroad
    overseas; domestic internal national; worldwide global international; young youth; elderly old aged; child minor underage; teach train
    educate educational; pupil student; school teacher; doctor physician medical; ill sick disease illness; hospital clinic; worker employee
    staff personnel; employer company firm business enterprise; trade commerce commercial; import export; factory plant; farm agriculture
    agricultural; climate environment environmental; energy power electricity; technology technical; computer digital cyber; network system;
    website online internet web; test trial pilot; device equipment tool instrument; camera surveillance; drone unmanned; brief short;
    detailed thorough comprehensive; exact precise; rough approximate estimate; real actual genuine true; false wrong incorrect; clear
    obvious evident; secret confidential; sure certain confident; careful cautious; ready prepared prepare; complete whole full entire;
    empty vacant; rich wealthy; poor poverty; simple easy; complex complicated; tough hard difficult strict; gradual step progressive;
    sudden abrupt; permanent lasting durable sustainable; temporary provisional interim; preliminary provisional tentative; final ultimate
    last; initial first original; respond answer reply; react reaction; reaffirm confirm reiterate repeat; prove proof evidence demonstrate;
    explain clarify; argue maintain contend reason; discuss debate deliberate; exchange swap share; promise assurance assure; thank
    gratitude grateful thanks; expect expectation; worry concern fear anxiety; trust confidence; doubt sceptical; encourage promote foster
    boost advance; hinder hamper obstruct impede; prevent avert avoid; accelerate speed hasten; achieve attain reach accomplish; fulfil
    implement execute carry implementation; fail failure; improve enhance better upgrade; worsen deteriorate; depend rely; contribute
    contribution; benefit gain advantage; deserve merit; suffer undergo; face encounter; gather collect compile; publish release issue
    publication; distribute disseminate spread; send transmit forward pass; keep store; compare comparison; contrast differ difference;
    exceed surpass top; total altogether overall sum; average mean; majority most; minority few; proportion share percentage part; quantity
    amount volume; level rate; peak highest record maximum; lowest minimum; double twice; equal match; previous earlier former prior before;
    annual year yearly; capability capacity ability capable able; shortage lack; skill expertise training; kind type sort form; measure step
    action; problem issue difficulty challenge; way method means manner; group category; area field domain; breakdown break
"""
# Letters that two words of one family share at least.
_ROOT = 5
_SAME: dict[str, set[int]] = {}
for _number, _group in enumerate(_GROUPS.split(";")):
    for _word in _group.split():
        _SAME.setdefault(stem_of(_word), set()).add(_number)


def same(one: str, other: str) -> bool:
    """Whether two stems are of one family: "digitis" and "digit", or a group of words that say the same."""
    shared = next((place for place, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return (shared >= _ROOT and min(len(one), len(other)) - shared <= 2) or bool(_SAME.get(one, set()) & _SAME.get(other, set()))
